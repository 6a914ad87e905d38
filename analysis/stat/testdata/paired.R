# Makes paired_data.csv and paired_reference.csv: paired t tests over cases that
# are ordinary, degenerate and extreme. Base R only (made with 4.2.2).
#
#   Rscript paired.R DIR
#
# What R itself cannot give is computed from the definition here: data near
# 1e160 (t.test overflows) are tested divided by a power of two and scaled
# back; a noncentrality past 37, where pt goes over to a normal approximation,
# is solved on the defining integral of the noncentral t distribution.

dir <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20240411)
likert <- function(n, k) sample.int(k, n, replace = TRUE)
cases <- list()
add <- function(id, a, b, alternative = "two.sided", level = .95, scale = 1)
  cases[[length(cases) + 1]] <<- list(id = id, a = a, b = b, alternative = alternative, level = level, scale = scale)

a <- likert(70, 5); b <- pmin(5, pmax(1, a + sample(-1:2, 70, TRUE)))
add("likert5", a, b)
add("likert5_greater", a, b, "greater")
add("likert5_less", a, b, "less")
add("likert5_90", a, b, level = .90)
add("likert5_999", a, b, level = .999)
add("likert5_greater_99", a, b, "greater", .99)
a <- likert(70, 7); b <- likert(70, 7)
add("likert7_unrelated", a, b)
add("negative_r", a, 8 - a + sample(0:1, 70, TRUE))
a7 <- a; b7 <- b; a7[c(3, 9)] <- NA; b7[c(9, 20, 30)] <- NA
add("missing_either_side", a7, b7)
add("missing_one_side", a7, b)
add("n2", c(1, 2), c(2, 5))
add("n2_level50", c(1, 2), c(2, 5), level = .50)
add("n3", c(1, 2, 4), c(2, 5, 4))
add("n4", c(1, 2, 4, 3), c(2, 5, 4, 1))
add("n5000", likert(5000, 7), likert(5000, 7))
a <- rnorm(5000); add("n5000_strong", a, a + rnorm(5000, .4, .5))
add("one_nonzero", c(3, 3, 4, 5, 2, 1, 4, 4), c(3, 3, 4, 5, 2, 1, 4, 5))
add("mean_difference_0", c(1, 2, 3, 4), c(2, 1, 4, 3))
add("constant_a", rep(3, 10), c(1, 2, 3, 4, 5, 3, 4, 5, 4, 5))
add("constant_b", c(1, 2, 3, 4, 5, 3, 4, 5, 4, 5), rep(3, 10))
x <- rnorm(40); y <- x * .5 + rnorm(40, .3)
add("normal", x, y)
add("normal_1e-9", x * 1e-9, y * 1e-9)
add("normal_1e12", x * 1e12, y * 1e12)
add("far_from_zero", x + 1e8, y + 1e8)
add("normal_2e160", x * 2^532, y * 2^532, scale = 2^532)
add("normal_1e-160", x * 2^-532, y * 2^-532, scale = 2^-532)
add("skewed", rexp(30), rexp(30)^2)
add("strong_t60", seq(0, 1, length.out = 20), seq(0, 1, length.out = 20) + 3 + rep(c(-.2, .2, -.25, .25), 5))
add("strong_t400", seq(0, 1, length.out = 12), seq(0, 1, length.out = 12) + 40 + rep(c(-.3, .2, .4), 4))
add("strong_negative", seq(0, 1, length.out = 20) + 3 + rep(c(-.2, .2, -.25, .25), 5), seq(0, 1, length.out = 20))
add("strong_greater", seq(0, 1, length.out = 20), seq(0, 1, length.out = 20) + 3 + rep(c(-.2, .2, -.25, .25), 5), "greater")
add("constant_difference", c(1, 2, 3, 4, 2), c(2, 3, 4, 5, 3))
add("constant_on_paper", c(.1, .2, .3, .4, .5, .6, .7), c(.3, .4, .5, .6, .7, .8, .9))
add("identical", c(1, 2, 3, 4, 2), c(1, 2, 3, 4, 2))
add("n1", 2, 3)
add("n0", c(NA, 2), c(3, NA))
add("ties_binary_hides", c(9, 7, 12, 11, 4, 16, 21, 8) / 5, c(12, 10, 9, 14, 7, 13, 22, 11) / 5)
add("decimals", c(13.3, 17.6, 4.1, 3.1, 6.8, 9.2), c(13.4, 17.9, 4.0, 3.4, 6.9, 9.1))
add("mostly_zeros", c(rep(4, 38), 1:5, 2, 3, 1, 5, 2, 4, 3, 1, 2, 3, 4, 2, 1, 3, 2, 5, 4, 2, 3, 1, 2),
  c(rep(4, 38), c(2:5, 4), 4, 5, 3, 5, 3, 5, 2, 3, 3, 4, 5, 1, 2, 5, 4, 4, 5, 4, 4, 2, 3))
add("one_value_each_way", c(3, 3, 3, 3), c(4, 2, 3, 3))
add("all_rise_tied", c(1, 2, 3, 4, 1, 2), c(2, 3, 4, 5, 2, 4))
add("two_point_scale", rep(c(0, 1, 1, 0), 9), rep(c(1, 1, 0, 1, 0, 1), 6))
add("negative_r_strong", 1:12, c(12:2, 2) + .5)
add("scale_1e-9_ties", c(1, 2, 3, 4, 5, 6) * 1e-9, c(2, 3, 3, 6, 4, 8) * 1e-9)
add("far_apart", c(1, 1e6, 3, 1e5, 2e6), c(2, 1.5e6, 2, 2e5, 1e6))

# P(T <= t), T noncentral t, as the integral of Phi(ts - ncp) over the density of s.
nct <- function(t, df, ncp) {
  f <- function(s) pnorm(t * s - ncp) * exp(dchisq(df * s^2, df, log = TRUE) + log(2 * df * s))
  mode <- sqrt((df - 1) / df); sd <- 1 / sqrt(2 * df)
  cuts <- sort(unique(pmax(1e-12, c(mode + seq(-16, 16, 2) * sd, (ncp + seq(-9, 9, 3)) / t))))
  cuts <- cuts[cuts <= mode + 16 * sd]
  sum(mapply(function(lo, hi) integrate(f, lo, hi, rel.tol = 1e-13, abs.tol = 0, stop.on.error = FALSE)$value,
    head(cuts, -1), tail(cuts, -1)))
}
ncp_at <- function(t, df, p) {
  g <- function(ncp) if (abs(ncp) < 36) suppressWarnings(pt(t, df, ncp)) - p
    else if (ncp > 0) nct(t, df, ncp) - p else 1 - nct(-t, df, -ncp) - p
  spread <- 40 * sqrt(1 + t^2 / (2 * df))
  uniroot(g, c(t - spread, t + spread), tol = 1e-13)$root
}

row <- function(cs) {
  ok <- !is.na(cs$a) & !is.na(cs$b)
  a <- cs$a[ok] / cs$scale; b <- cs$b[ok] / cs$scale; d <- b - a; n <- length(d); s <- cs$scale
  out <- list(case = cs$id, alternative = cs$alternative, level = cs$level, n = n, dropped = sum(!ok),
    mean_a = NA, sd_a = NA, median_a = NA, mean_b = NA, sd_b = NA, median_b = NA, r = NA, mean_d = NA, sd_d = NA, se_d = NA,
    t = NA, df = NA, p = NA, ci_low = NA, ci_high = NA, dz = NA, dz_low = NA, dz_high = NA, gz = NA, dav = NA, drm = NA,
    gz_low = NA, gz_high = NA, dav_low = NA, dav_high = NA, drm_low = NA, drm_high = NA,
    gav = NA, gav_low = NA, gav_high = NA, grm = NA, grm_low = NA, grm_high = NA)
  if (n == 0) return(out)
  out$mean_a <- mean(a) * s; out$mean_b <- mean(b) * s; out$median_a <- median(a) * s; out$median_b <- median(b) * s
  out$mean_d <- mean(d) * s
  if (n == 1) return(out)
  out$sd_a <- sd(a) * s; out$sd_b <- sd(b) * s; out$df <- n - 1
  out$r <- suppressWarnings(cor(a, b)); out$dav <- mean(d) / ((sd(a) + sd(b)) / 2)
  constant <- cs$id %in% c("constant_difference", "constant_on_paper", "identical")
  if (constant) { out$sd_d <- 0; out$se_d <- 0; return(out) }
  tt <- t.test(b, a, paired = TRUE, alternative = cs$alternative, conf.level = cs$level)
  t <- unname(tt$statistic); df <- n - 1
  out$sd_d <- sd(d) * s; out$se_d <- sd(d) / sqrt(n) * s
  out$t <- t; out$p <- tt$p.value
  out$ci_low <- tt$conf.int[1] * s; out$ci_high <- tt$conf.int[2] * s
  dz <- mean(d) / sd(d)
  tail <- if (cs$alternative == "two.sided") (1 - cs$level) / 2 else 1 - cs$level
  out$dz <- dz
  out$dz_low <- if (cs$alternative == "less") -Inf else ncp_at(t, df, 1 - tail) / sqrt(n)
  out$dz_high <- if (cs$alternative == "greater") Inf else ncp_at(t, df, tail) / sqrt(n)
  ncp <- sqrt(n) * c(out$dz_low, out$dz_high)
  if (df > 1) {
    j <- exp(lgamma(df / 2) - log(df / 2) / 2 - lgamma((df - 1) / 2))
    out$gz <- dz * j
    out[c("gz_low", "gz_high")] <- ncp / sqrt(n) * j
  }
  out$drm <- dz * sqrt(2 * (1 - out$r))
  # Algina & Keselman (2003): the limits of the noncentrality times
  # sqrt((s1^2 + s2^2 - 2 s12) / (n s^2)), s the unit of the effect size.
  vd <- var(a) + var(b) - 2 * cov(a, b)
  out[c("dav_low", "dav_high")] <- ncp * sqrt(vd / (n * ((sd(a) + sd(b)) / 2)^2))
  if (!is.na(out$r)) out[c("drm_low", "drm_high")] <- ncp * sqrt(vd / (n * vd / (2 * (1 - out$r))))
  if (n > 2) {
    out[c("gav", "gav_low", "gav_high")] <- c(out$dav, out$dav_low, out$dav_high) * j
    out[c("grm", "grm_low", "grm_high")] <- c(out$drm, out$drm_low, out$drm_high) * j
  }
  out
}

full <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", x))
data <- do.call(rbind, lapply(cases, function(cs) data.frame(case = cs$id, a = full(cs$a), b = full(cs$b))))
write.csv(data, file.path(dir, "paired_data.csv"), row.names = FALSE, quote = FALSE)
reference <- do.call(rbind, lapply(cases, function(cs) as.data.frame(lapply(row(cs), function(v) if (is.character(v)) v else full(v)))))
write.csv(reference, file.path(dir, "paired_reference.csv"), row.names = FALSE, quote = FALSE)
