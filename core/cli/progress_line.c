/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress_line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { bar_width = 20, shown_size = 160 };

struct progress_line progress_line_begin(bool quiet)
{
    return (struct progress_line){.quiet = quiet, .terminal = isatty(STDERR_FILENO) == 1};
}

/* "8 s", "3 min 20 s", "2 h 5 min" */
static const char *show_duration(char to[static 32], double ns)
{
    long seconds = lround(ns / 1e9);
    if (seconds < 60)
        snprintf(to, 32, "%ld s", seconds);
    else if (seconds < 3600)
        snprintf(to, 32, "%ld min %ld s", seconds / 60, seconds % 60);
    else
        snprintf(to, 32, "%ld h %ld min", seconds / 3600, seconds / 60 % 60);
    return to;
}

static const char *show_left(char to[static 32], const struct progress *progress)
{
    if (progress->left_ns < 0)
        return "?";
    return show_duration(to, progress->left_ns);
}

static size_t terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col;
}

/* The bar and what stands behind it. */
static void draw(struct progress_line *line, size_t done, size_t planned, const char *behind)
{
    char shown[shown_size];
    size_t whole = planned ? planned : 1;
    int filled = (int)(done * bar_width / whole);
    snprintf(shown, sizeof shown, "[%.*s%.*s] %3zu %%  %s", filled, "####################",
             bar_width - filled, "....................", done * 100 / whole, behind);
    shown[terminal_width() - 1 < shown_size ? terminal_width() - 1 : shown_size - 1] = '\0';
    fprintf(stderr, "\r%s\033[K", shown);
    fflush(stderr);
    line->drawn = true;
}

static void draw_bar(struct progress_line *line, const struct progress *progress)
{
    char left[32], behind[shown_size];
    snprintf(behind, sizeof behind, "round %u/%u  ETA %s  %s", progress->round, progress->rounds,
             show_left(left, progress), progress->cell ? progress->cell->key : "");
    draw(line, progress->visits_done, progress->visits_planned, behind);
}

static void print_round(const struct progress *progress)
{
    char elapsed[32], left[32];
    fprintf(stderr, "round %u of %u: %zu of %zu visits, %s elapsed, about %s left\n",
            progress->round, progress->rounds, progress->visits_done, progress->visits_planned,
            show_duration(elapsed, (double)progress->elapsed_ns), show_left(left, progress));
}

void progress_line_show(struct progress_line *line, const struct progress *progress)
{
    if (line->quiet)
        return;
    if (line->terminal)
        draw_bar(line, progress);
    else if (progress->cell == NULL)
        print_round(progress);
}

void progress_line_external_begin(struct progress_line *line, size_t cells, double expected_ns)
{
    char expected[32];
    progress_line_end(line);
    if (!line->quiet)
        fprintf(stderr, "hyperfine times %zu cell%s from outside, expected to take %s\n", cells,
                cells == 1 ? "" : "s", show_duration(expected, expected_ns));
}

void progress_line_external(struct progress_line *line, const struct external_progress *progress)
{
    char left[32], behind[shown_size];
    show_duration(left, fmax(progress->left_ns, 0));
    snprintf(behind, sizeof behind, "hyperfine  ETA %s  %s", left,
             progress->cell ? progress->cell->key : "");
    if (line->quiet)
        return;
    if (line->terminal)
        draw(line, progress->done, progress->planned, behind);
    else if (progress->cell == NULL)
        fprintf(stderr, "hyperfine: %zu of %zu timings, about %s left\n", progress->done,
                progress->planned, left);
}

void progress_line_end(struct progress_line *line)
{
    if (line->drawn)
        fputs("\r\033[K", stderr);
    line->drawn = false;
}
