#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print some columns of the matching rows of a CSV file, one row a line, with blanks between.

    pick.py FILE COLUMN,COLUMN... [COLUMN=VALUE ...]
"""

import csv
import sys

file, columns, *wanted = sys.argv[1:]
wanted = dict(pair.split("=", 1) for pair in wanted)
with open(file, encoding="utf-8", newline="") as lines:
    for row in csv.DictReader(lines, strict=True):
        if all(row[column] == value for column, value in wanted.items()):
            print(*(row[column] for column in columns.split(",")))
