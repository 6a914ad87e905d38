# Makes qq_reference.csv: normal quantile-quantile plots. Base R only (made with
# 4.2.2).
#
#   Rscript qq.R DIR
#
# x is the sample; normal and value are the points of qqnorm, in rising order,
# and intercept and slope the line that qqline draws.

dir <- commandArgs(trailingOnly = TRUE)[1]
text <- function(v) paste(sprintf("%.17g", v), collapse = " ")
set.seed(11)
samples <- list(
  3, c(4, 4), c(-1, 2), c(5, 1, 3), rep(2, 7), 10:1, 1:11,                      # both rules for positions
  sample(-2:2, 70, TRUE), round(rnorm(66), 2), c(0, 0, 0, 0, 9),                # ties
  rnorm(25) * 1e-9, 1e12 + rnorm(40), rnorm(12) * 1e160, rexp(500))
rows <- lapply(samples, function(x) {
  p <- qqnorm(x, plot.it = FALSE)
  o <- order(p$y, p$x)
  y <- quantile(x, c(.25, .75), names = FALSE); z <- qnorm(c(.25, .75))         # as in qqline
  slope <- diff(y) / diff(z)
  data.frame(x = text(x), normal = text(p$x[o]), value = text(p$y[o]),
             intercept = text(y[1] - slope * z[1]), slope = text(slope))
})
write.csv(do.call(rbind, rows), file.path(dir, "qq_reference.csv"), row.names = FALSE, quote = FALSE)
