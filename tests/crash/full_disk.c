/* A disk that refuses from the n-th change on: loaded before the C library (LD_PRELOAD), so that
 * every library's calls pass here: Python's, Arrow's, SQLite's. Only regular files count.
 *
 * full_disk(n, error, lasting): the n-th change from now fails with that error; with `lasting` all
 * later ones too. n = 0 ends it. full_disk_changes(): changes seen so far.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static long seen, at;
static int with_error, is_lasting;

void full_disk(long n, int error, int lasting) { seen = 0; at = n; with_error = error; is_lasting = lasting; }
long full_disk_changes(void) { return seen; }

static int refused(void) {
    long now = __sync_add_and_fetch(&seen, 1);
    if (at == 0 || now < at || (now > at && !is_lasting)) return 0;
    errno = with_error;
    return 1;
}

static int is_file(int fd) {
    struct stat told;
    return fstat(fd, &told) == 0 && S_ISREG(told.st_mode);
}

#define REAL(type, name, ...) ((type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

ssize_t write(int fd, const void *data, size_t n) {
    if (is_file(fd) && refused()) return -1;
    return REAL(ssize_t, "write", int, const void *, size_t)(fd, data, n);
}
ssize_t writev(int fd, const struct iovec *parts, int n) {
    if (is_file(fd) && refused()) return -1;
    return REAL(ssize_t, "writev", int, const struct iovec *, int)(fd, parts, n);
}
ssize_t pwrite(int fd, const void *data, size_t n, off_t place) {
    if (is_file(fd) && refused()) return -1;
    return REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)(fd, data, n, place);
}
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t place) {
    if (is_file(fd) && refused()) return -1;
    return REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)(fd, data, n, place);
}
ssize_t sendfile(int to, int from, off_t *place, size_t n) {
    if (is_file(to) && refused()) return -1;
    return REAL(ssize_t, "sendfile", int, int, off_t *, size_t)(to, from, place, n);
}
ssize_t sendfile64(int to, int from, off64_t *place, size_t n) {
    if (is_file(to) && refused()) return -1;
    return REAL(ssize_t, "sendfile64", int, int, off64_t *, size_t)(to, from, place, n);
}
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t n, unsigned flags) {
    if (is_file(to) && refused()) return -1;
    return REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned)(from, a, to, b, n, flags);
}
int ftruncate(int fd, off_t n) {
    if (is_file(fd) && refused()) return -1;
    return REAL(int, "ftruncate", int, off_t)(fd, n);
}
int ftruncate64(int fd, off64_t n) {
    if (is_file(fd) && refused()) return -1;
    return REAL(int, "ftruncate64", int, off64_t)(fd, n);
}
int posix_fallocate(int fd, off_t from, off_t n) {
    if (is_file(fd) && refused()) return errno;
    return REAL(int, "posix_fallocate", int, off_t, off_t)(fd, from, n);
}
int mkdir(const char *path, mode_t mode) {
    if (refused()) return -1;
    return REAL(int, "mkdir", const char *, mode_t)(path, mode);
}
int rename(const char *from, const char *to) {
    if (refused()) return -1;
    return REAL(int, "rename", const char *, const char *)(from, to);
}
static int makes(int flags) { return flags & (O_CREAT | O_TRUNC); }
static mode_t mode_of(int flags, va_list more) { return (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0; }
#define OPENS(name)                                                         \
    int name(const char *path, int flags, ...) {                            \
        va_list more;                                                       \
        va_start(more, flags);                                              \
        mode_t mode = mode_of(flags, more);                                 \
        va_end(more);                                                       \
        if (makes(flags) && refused()) return -1;                           \
        return REAL(int, #name, const char *, int, ...)(path, flags, mode); \
    }
OPENS(open)
OPENS(open64)
/* What is full can still be emptied; what can only be read cannot. */
int unlink(const char *path) {
    if (with_error == EROFS && at != 0 && seen >= at && is_lasting) {
        errno = EROFS;
        return -1;
    }
    return REAL(int, "unlink", const char *)(path);
}
