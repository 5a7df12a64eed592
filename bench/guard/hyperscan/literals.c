/* Hyperscan's literals over lines: patterns, texts and rounds are the arguments;
   the least time of a round on this thread, the time to build, the size of the
   database in bytes and what was found go to standard output. */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static char **lines(const char *name, unsigned *n) {
    FILE *f = fopen(name, "r");
    if (!f) { perror(name); exit(1); }
    char **all = NULL, *line = NULL;
    size_t room = 0, have = 0;
    ssize_t got;
    *n = 0;
    while ((got = getline(&line, &room, f)) > 0) {
        line[got - 1] = 0;
        if (*n == have) all = realloc(all, (have = have ? 2 * have : 1024) * sizeof *all);
        all[(*n)++] = strdup(line);
    }
    fclose(f);
    return all;
}

static int found(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *count) {
    (void)id; (void)from; (void)to; (void)flags;
    ++*(long long *)count;
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    unsigned n, m;
    char **words = lines(argv[1], &n), **texts = lines(argv[2], &m);
    unsigned *flags = calloc(n, sizeof *flags), *ids = calloc(n, sizeof *ids);
    size_t *lens = calloc(n, sizeof *lens), *textlens = calloc(m, sizeof *textlens), size = 0;
    for (unsigned i = 0; i < n; i++) { ids[i] = i; lens[i] = strlen(words[i]); }
    for (unsigned i = 0; i < m; i++) textlens[i] = strlen(texts[i]);
    hs_database_t *db;
    hs_compile_error_t *err;
    long long began = now();
    if (hs_compile_lit_multi((const char *const *)words, flags, ids, lens, n, HS_MODE_BLOCK, NULL, &db, &err) != HS_SUCCESS) {
        fprintf(stderr, "%s\n", err->message);
        return 1;
    }
    long long build = now() - began;
    hs_database_size(db, &size);
    hs_scratch_t *scratch = NULL;
    hs_alloc_scratch(db, &scratch);
    long long best = 1LL << 62, count = 0;
    for (int r = atoi(argv[3]); r > 0; r--) {
        count = 0;
        long long at = now();
        for (unsigned i = 0; i < m; i++) hs_scan(db, texts[i], (unsigned)textlens[i], 0, scratch, found, &count);
        long long took = now() - at;
        if (took < best) best = took;
    }
    printf("%lld %lld %zu %lld\n", best, build, size, count);
    return 0;
}
