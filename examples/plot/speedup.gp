# gnuplot -e "cells='results/pi-scaling/latest/cells.csv'" speedup.gp    writes speedup.png
set datafile separator comma columnheaders missing NaN
set terminal pngcairo size 800,600; set key left top noenhanced; set logscale xy 2; set offsets graph 0.03, graph 0.03
stats cells using "n" name "N" nooutput
name(_) = strcol("kernel")."/".strcol("backend")
here(_) = column("n") == N_max && strcol("speedup") ne ""
names = " "; add(s) = strstrt(names, " ".s." ") ? 0 : strlen(names = names.s." ")
stats cells using (here(0) ? add(name(0)) : 0) nooutput; if (names eq " ") exit error "no speed-up in this file: the run had no baseline"
x(s) = here(0) && s eq name(0) ? column("workers") : NaN
bound(c) = column(strcol(c) eq "" ? "speedup" : c)
color(i) = word("#000000 #0072B2 #D55E00 #009E73 #CC79A7 #56B4E9 #E69F00", (i - 1) % 7 + 1)
set title sprintf("Speed-up, n = %g", N_max); set xlabel "workers"; set ylabel "speed-up"; set output "speedup.png"
plot cells using "workers":"workers" smooth unique with lines dt 2 lw 2 lc "grey60" title "ideal", for [i=1:words(names)] cells \
  using (x(word(names, i))):"speedup" smooth unique with linespoints lw 2 pt i lc rgb color(i) title word(names, i), for [i=1:words(names)] cells \
  using (x(word(names, i))):"speedup":(bound("speedup_lo")):(bound("speedup_hi")) with yerrorbars lw 2 pt i lc rgb color(i) notitle
