# Ways to score Study Three that kith does not declare, for TestReconcile.
# Base R only: Rscript reconcile.R > reconcile.csv, from this folder.
d <- read.csv("../../fixtures/truth/study3_golden_wide.csv", na.strings = c("NA", ""), check.names = FALSE)
num <- function(names) { x <- sapply(d[names], function(x) suppressWarnings(as.numeric(as.character(x)))); x[x == -99] <- NA; x }
items <- function(set, cond, k) num(sprintf("%s_%s_%02d", set, cond, seq_len(k)))
score <- function(x, need, f = rowMeans) { s <- f(x, na.rm = TRUE); s[rowSums(!is.na(x)) < need] <- NA; s }
psum <- function(x, na.rm) rowMeans(x, na.rm = TRUE) * ncol(x)
row <- function(case, a, b) {
  ok <- !is.na(a) & !is.na(b); t <- t.test(b[ok], a[ok], paired = TRUE); e <- b[ok] - a[ok]
  cat(case, sum(ok), sprintf("%.2f", c(mean(a[ok]), sd(a[ok]), mean(b[ok]), sd(b[ok]), t$statistic)),
      sprintf("%.3f", mean(e) / sd(e)), sprintf("%.3f", mean(e) / ((sd(a[ok]) + sd(b[ok])) / 2)), sep = ","); cat("\n")
}
a <- items("qs2", "cur", 6); b <- items("qs2", "tk", 6)
ra <- a; rb <- b; ra[, 4] <- 8 - a[, 4]; rb[, 4] <- 8 - b[, 4]
cat("case,n,M_A,SD_A,M_B,SD_B,t,dz,dav\n")
row("declared", score(ra, 5), score(rb, 5))
row("no item reverse-keyed", score(a, 5), score(b, 5))
xa <- ra; xb <- rb; xa[, 2] <- 8 - ra[, 2]; xb[, 2] <- 8 - rb[, 2]
row("qs2_02 reverse-keyed", score(xa, 5), score(xb, 5))
row("qs2_03 left out", score(ra[, -3], 5), score(rb[, -3], 5))
row("all 6 items answered", score(ra, 6), score(rb, 6))
row("at least 1 of 6 items answered", score(ra, 1), score(rb, 1))
row("sum instead of mean", score(ra, 5, psum), score(rb, 5, psum))
q1 <- score(items("qs1", "pre", 4), 4) + score(items("qs1", "now", 4), 4)
q3 <- score(items("qs3", "cur", 3), 3) + score(items("qs3", "tk", 3), 3)
la <- score(ra, 5); la[is.na(q1) | is.na(q3)] <- NA
row("only people with a score in every set", la, score(rb, 5))
sa <- ra; sb <- rb; sa[is.na(rb)] <- NA; sb[is.na(ra)] <- NA
row("the same items under both conditions", score(sa, 5), score(sb, 5))
row("no item reverse-keyed; all 6 items answered", score(a, 6), score(b, 6))
