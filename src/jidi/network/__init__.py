"""Networks designed, verified, explained (寄递网络): problems, solvers and their checkers.

Pure computation: no database, no clock, no web. ``rural`` is the county–township–village network;
``routing`` the solvers of the literature's routing problems; ``siting`` facilities, ``hubs`` hubs
with allocation; ``costs`` the one definition of cost.
"""
