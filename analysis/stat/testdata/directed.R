# Makes directed_reference.csv: one-sided JZS Bayes factors and Spearman's exact
# p. Base R only (made with 4.2.2).
#
#   Rscript directed.R DIR
#
# ln BF+0 and ln BF-0 are those of BayesFactor::ttest.tstat with nullInterval,
# from its definition: the noncentral t density integrated over the half Cauchy
# prior. dt loses digits far out, so cases stay where it is sound.

dir <- commandArgs(trailingOnly = TRUE)[1]
full <- function(x) sprintf("%.17g", x)
rows <- list()
add <- function(what, x, y, z, n, alternative, value)
  rows[[length(rows) + 1]] <<- data.frame(what, x, y, z, n, alternative, value = full(value))

log_bf <- function(t, n, width, side) {
  s <- if (side == "greater") 1 else -1
  f <- function(d) suppressWarnings(2 * dcauchy(d, 0, width) * dt(s * t, n - 1, d * sqrt(n)))
  at <- max(0, s * t) / sqrt(n); w <- sqrt((1 + t^2 / (n - 1)) / n)
  cuts <- unique(sort(pmax(0, c(0, at + w * c(-9, -6, -4, -2, -1, 0, 1, 2, 4, 6, 9, 12), w * 2^-(1:8)))))
  log(sum(mapply(function(lo, hi) integrate(f, lo, hi, rel.tol = 1e-12)$value, head(cuts, -1), tail(cuts, -1))) / dt(t, n - 1))
}
for (v in list(c(0, 10), c(1, 2), c(-1.5, 2), c(2.2, 66), c(3.16, 68), c(-2.2, 66), c(-4.0621, 10), c(2.8, 70), c(.3, 500)))
  for (width in c(sqrt(2) / 2, 1, .3)) for (side in c("greater", "less"))
    add("log_bf", full(v[1]), "NA", full(width), v[2], side, log_bf(v[1], v[2], width, side))

set.seed(7)
text <- function(v) paste(v, collapse = " ")
for (n in c(3, 4, 5, 7, 9, 10, 11, 20, 70)) for (share in c(0, .5, 1)) {
  x <- sample.int(n); y <- rank(x * share + rnorm(n) * n / 4)
  for (side in c("two.sided", "greater", "less"))
    add("rho", text(x), text(y), "NA", n, side, cor.test(x, y, method = "spearman", alternative = side)$p.value)
}
for (n in c(2, 3, 6, 9)) for (side in c("two.sided", "greater", "less")) for (y in list(1:n, n:1))
  add("rho", text(1:n), text(y), "NA", n, side, cor.test(1:n, y, method = "spearman", alternative = side)$p.value)
# In perfect order past n = 9 the series gives 0: the chance is 2/n! by count.
for (n in c(10, 30)) add("rho", text(1:n), text(n:1), "NA", n, "two.sided", 2 / factorial(n))
write.csv(do.call(rbind, rows), file.path(dir, "directed_reference.csv"), row.names = FALSE, quote = FALSE)
