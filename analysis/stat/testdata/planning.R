# Makes planning_reference.csv: power, Wilson intervals, equivalence tests, Bayes
# factors and bootstrap limits. Base R only (made with 4.2.2).
#
#   Rscript planning.R DIR
#
# Powers use the noncentral t with both tails (strict); bootstrap limits are
# BCa by the formulas of Davison and Hinkley, from 200,000 resamples, and so
# hold to their Monte Carlo error.

dir <- commandArgs(trailingOnly = TRUE)[1]
rows <- list()
add <- function(what, case, x = NA, y = NA, z = NA, value)
  rows[[length(rows) + 1]] <<- data.frame(what, case, x = sprintf("%.17g", x), y = sprintf("%.17g", y), z = sprintf("%.17g", z), value = sprintf("%.17g", value))

power_of <- function(n, dz, alpha, side) {
  df <- n - 1; ncp <- dz * sqrt(n)
  p <- function(q, ncp) pt(-q, df, -ncp)       # upper tail, without cancellation
  if (side == "two_sided") { q <- qt(alpha / 2, df, lower = FALSE); suppressWarnings(p(q, ncp) + p(q, -ncp)) }
  else { q <- qt(alpha, df, lower = FALSE); suppressWarnings(p(q, if (side == "less") -ncp else ncp)) }
}
stopifnot(all.equal(power_of(20, .5, .05, "two_sided"), power.t.test(20, .5, type = "paired", strict = TRUE)$power))
for (side in c("two_sided", "greater", "less")) for (n in c(2, 5, 20, 70, 1000)) for (dz in c(0, .2, .5, -.3))
  add("power", side, n, dz, .05, power_of(n, dz, .05, side))
add("power", "two_sided", 70, .3, .01, power_of(70, .3, .01, "two_sided"))

for (w in list(c(.2, .8), c(.3, .9), c(.5, .8), c(1.5, .95), c(3, .99))) {
  n <- 2; while (power_of(n, w[1], .05, "two_sided") < w[2]) n <- n + 1
  add("sample_size", "two_sided", w[1], w[2], .05, n)
}
for (n in c(5, 20, 70, 500)) for (side in c("two_sided", "greater"))
  add("sensitivity", side, n, .8, .05, uniroot(function(d) power_of(n, d, .05, side) - .8, c(0, 5), tol = 1e-14)$root)

for (k in list(c(0, 5), c(5, 5), c(21, 70), c(51, 69), c(70, 73), c(66, 70), c(1, 1000))) for (level in c(.95, .9)) {
  ci <- suppressWarnings(prop.test(k[1], k[2], conf.level = level, correct = FALSE)$conf.int)
  add("wilson_low", "", k[1], k[2], level, ci[1]); add("wilson_high", "", k[1], k[2], level, ci[2])
}

data <- read.csv("paired_data.csv", colClasses = c("character", "numeric", "numeric"))
for (id in c("likert5", "normal", "missing_either_side", "n2", "n5000")) {
  x <- data[data$case == id & complete.cases(data), ]
  for (bound in list(c(-.5, .5), c(-.1, .8))) {
    lo <- t.test(x$b, x$a, paired = TRUE, mu = bound[1], alternative = "greater")
    hi <- t.test(x$b, x$a, paired = TRUE, mu = bound[2], alternative = "less")
    add("tost_low", id, bound[1], bound[2], .05, lo$p.value); add("tost_high", id, bound[1], bound[2], .05, hi$p.value)
  }
}

# ln BF10 over the Cauchy prior on d_z, R's noncentral t density the likelihood.
log_bf <- function(t, n, width) {
  f <- function(d) suppressWarnings(dcauchy(d, 0, width) * dt(t, n - 1, d * sqrt(n)))
  at <- t / sqrt(n); w <- sqrt(1 / n + at^2 / (2 * (n - 1)))
  cuts <- at + w * c(-12, -6, -3, -1, 0, 1, 3, 6, 12)
  log(sum(mapply(function(lo, hi) integrate(f, lo, hi, rel.tol = 1e-11)$value, head(cuts, -1), tail(cuts, -1))) / dt(t, n - 1))
}
for (v in list(c(-4.062128, 10), c(2.20614844857777, 66), c(3.15671409764779, 68), c(-8.04653657392418, 70)))
  add("log_bf", "", v[1], v[2], sqrt(2) / 2, log_bf(v[1], v[2], sqrt(2) / 2))

bca <- function(estimate, draws, jack, p) {
  z0 <- qnorm(mean(draws < estimate)); l <- mean(jack) - jack; a <- sum(l^3) / (6 * sum(l^2)^1.5)
  z <- z0 + qnorm(p)
  unname(quantile(draws, pnorm(z0 + z / (1 - a * z)), type = 6))
}
set.seed(1)
for (id in c("likert5", "normal", "skewed")) {
  x <- data[data$case == id & complete.cases(data), ]; d <- x$b - x$a; n <- length(d)
  draws <- matrix(d[sample.int(n, n * 2e5, TRUE)], nrow = 2e5)
  m <- rowMeans(draws); s <- sqrt(rowSums((draws - m)^2) / (n - 1))
  jm <- sapply(1:n, function(i) mean(d[-i])); je <- sapply(1:n, function(i) mean(d[-i]) / sd(d[-i]))
  ci <- bca(mean(d), m, jm, c(.025, .975)); add("bca_low", id, value = ci[1]); add("bca_high", id, value = ci[2])
  ci <- bca(mean(d) / sd(d), m / s, je, c(.025, .975)); add("bca_dz_low", id, value = ci[1]); add("bca_dz_high", id, value = ci[2])
}
out <- do.call(rbind, rows)
for (v in names(out)) out[[v]][is.na(out[[v]])] <- "NA"
write.csv(out, file.path(dir, "planning_reference.csv"), row.names = FALSE, quote = FALSE)
