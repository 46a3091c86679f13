/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program for the backend command: prints pi by the midpoint rule with as many points as its
 * argument says. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    double sum = 0, n = argc > 1 ? strtod(argv[1], NULL) : 0;
    for (double i = 0; i < n; i++) {
        double x = (i + 0.5) / n;
        sum += 4 / (1 + x * x);
    }
    return printf("%.17g\n", sum / n) > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
