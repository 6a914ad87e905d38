# Makes describe_reference.csv: quantiles of types 6 and 7, mean, SD, skewness
# G1 and excess kurtosis G2 of short vectors. Base R only (made with 4.2.2).
#
#   Rscript describe.R DIR
#
# SD and shape are taken of x - x[1], which is exact here: R rounds the mean of
# values near 1e12 before it takes deviations, and loses four digits.

dir <- commandArgs(trailingOnly = TRUE)[1]
vectors <- c("1:10", "c(2,2,3,5,9)", "c(4,1)", "7", "c(1,1,1,1)", "c(1,2,4)", "c(.1,.2,.4,.7,1.1)", "c(-3,-1,0,0,2,8,8,9,40)",
  "rep(1:7, 1:7)", "(1:33)^2", "1e-9*(1:12)^1.5", "1e12+(1:9)^2")
m <- function(d, p) sum((d - mean(d))^p) / length(d)
full <- function(x) if (is.nan(x) || is.na(x)) "NA" else sprintf("%.17g", x)
out <- do.call(rbind, lapply(vectors, function(v) {
  x <- eval(parse(text = v)); n <- length(x); d <- x - x[1]
  g1 <- if (n > 2) m(d, 3) / m(d, 2)^1.5 * sqrt(n * (n - 1)) / (n - 2) else NA
  g2 <- if (n > 3) (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m(d, 4) / m(d, 2)^2 - 3) + 6) else NA
  q <- c(.05, .1, .25, .3, .5, .75, .9, .99)
  cbind(data.frame(values = paste(sprintf("%.17g", x), collapse = " "), mean = full(mean(x)), sd = full(sd(d)), skew = full(g1), kurt = full(g2)),
    as.list(setNames(sapply(quantile(x, q, type = 7), full), paste0("type7_", q))),
    as.list(setNames(sapply(quantile(x, q, type = 6), full), paste0("type6_", q))))
}))
write.csv(out, file.path(dir, "describe_reference.csv"), row.names = FALSE, quote = FALSE)
