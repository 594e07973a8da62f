"""Networks designed, verified, explained (寄递网络): problems, solvers and their checkers."""
