#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print some columns of the matching rows of a CSV file, one row a line, with blanks between.

    pick.py FILE COLUMN,COLUMN... [COLUMN=VALUE | COLUMN!=VALUE ...]
"""

import csv
import sys

file, columns, *wanted = sys.argv[1:]
wanted = [pair.partition("=") for pair in wanted]
with open(file, encoding="utf-8", newline="") as lines:
    for row in csv.DictReader(lines, strict=True):
        if all((row[c.rstrip("!")] == value) != c.endswith("!") for c, _, value in wanted):
            print(*(row[column] for column in columns.split(",")))
