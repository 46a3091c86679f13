# Rscript speedup.R results/pi-scaling/latest/cells.csv    writes speedup.png
cells <- read.csv(commandArgs(TRUE)[1])
cells <- cells[cells$n == max(cells$n) & !is.na(cells$speedup), ]
cells <- cells[order(cells$workers), ]; if (!nrow(cells)) stop("no speed-up in this file: the run had no baseline")
names <- unique(paste(cells$kernel, cells$backend, sep = "/"))
palette(palette.colors(palette = "Okabe-Ito")[c(1, 6, 7, 4, 8, 3, 2)])
png("speedup.png", 800, 600, type = "cairo")
plot(cells$workers, cells$workers, type = "l", lty = 2, lwd = 2, col = "grey60", log = "xy", xaxt = "n", xlab = "workers", ylab = "speed-up",
     main = paste("Speed-up, n =", format(cells$n[1], digits = 6)), ylim = range(cells[c("workers", "speedup", "speedup_lo", "speedup_hi")], na.rm = TRUE))
axis(1, unique(cells$workers))
for (i in seq_along(names)) with(cells[paste(cells$kernel, cells$backend, sep = "/") == names[i], ], {
  lines(workers, speedup, type = "o", pch = i, col = i, lwd = 2)
  segments(workers, speedup_lo, workers, speedup_hi, col = i, lwd = 2)
})
legend("topleft", c("ideal", names), col = c("grey60", seq_along(names)), pch = c(NA, seq_along(names)), lty = c(2, rep(1, length(names))))
