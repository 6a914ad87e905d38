# Makes ranks_reference.csv from paired_data.csv: signed ranks, sign test and
# Shapiro-Wilk. Base R only (made with 4.2.2).
#
#   Rscript ranks.R DIR
#
# What is ranked and counted are differences rounded at the 10th significant
# digit of the larger of the pair's two values; the Hodges-Lehmann estimate and
# the Shapiro-Wilk test rest on differences as they are. wilcox.test and binom.test are called where they can be;
# the exact distribution with ties is convolved here and checked against
# psignrank where there are none.

dir <- commandArgs(trailingOnly = TRUE)[1]
data <- read.csv("paired_data.csv", colClasses = c("character", "numeric", "numeric"))

rounded <- function(a, b) {
  m <- pmax(abs(a), abs(b))
  digits <- ifelse(m == 0, 9, 9 - floor(log10(ifelse(m == 0, 1, m))))
  s <- 10^digits
  big <- abs(digits) > 22
  ifelse(big, b - a, mapply(round, b - a, ifelse(big, 0, digits)))
}
tails <- function(ranks, w) {
  r2 <- as.integer(round(2 * ranks))
  prob <- 1
  for (r in r2) prob <- (c(prob, numeric(r)) + c(numeric(r), prob)) / 2
  at <- as.integer(round(2 * w)) + 1
  c(lower = sum(prob[1:at]), upper = sum(rev(prob[at:length(prob)])))
}
walsh <- function(d) { o <- outer(d, d, "+") / 2; sort(o[lower.tri(o, diag = TRUE)]) }

one <- function(id, alternative, level) {
  x <- data[data$case == id & complete.cases(data), ]
  raw <- x$b - x$a
  d <- rounded(x$a, x$b); n <- length(d)
  nz <- d[d != 0]; k <- length(nz)
  ranks <- rank(abs(nz)); wp <- sum(ranks[nz > 0]); wm <- sum(ranks[nz < 0])
  out <- list(case = id, alternative = alternative, level = level, n = n, rose = sum(d > 0), fell = sum(d < 0), zero = sum(d == 0),
    w_plus = wp, w_minus = wm, ties = sum(table(abs(nz))[table(abs(nz)) > 1]))
  for (v in c("p_exact", "z", "p_normal", "p_corrected", "r_rb", "r_low", "r_high", "hl", "hl_low", "hl_high", "p_pratt", "p_pratt_exact",
    "sign_p", "sign_low", "sign_high", "sw_w", "sw_p")) out[[v]] <- NA
  pick <- function(t) switch(alternative, greater = t[["upper"]], less = t[["lower"]], min(1, 2 * min(t)))
  if (k > 0) {
    unit <- max(abs(nz))          # wilcox.test squares nothing, but overflows on 2^532
    y <- nz / unit
    if (k <= 400) out$p_exact <- pick(tails(ranks, wp))
    for (cc in c(FALSE, TRUE)) {
      w <- suppressWarnings(wilcox.test(ranks * sign(nz), exact = FALSE, correct = cc, alternative = alternative))
      stopifnot(isTRUE(all.equal(unname(w$statistic), wp)))
      out[[if (cc) "p_corrected" else "p_normal"]] <- w$p.value
    }
    out$z <- (wp - k * (k + 1) / 4) / (sqrt(sum(ranks^2)) / 2)
    out$r_rb <- (wp - wm) / (wp + wm)
    if (abs(out$r_rb) < 1) {
      se <- sqrt((2 * k^3 + 3 * k^2 + k) / 6) / ((k^2 + k) / 2)
      q <- if (alternative == "two.sided") qnorm((1 + level) / 2) else qnorm(level)
      out$r_low <- if (alternative == "less") -1 else tanh(atanh(out$r_rb) - q * se)
      out$r_high <- if (alternative == "greater") 1 else tanh(atanh(out$r_rb) + q * se)
    }
    all_ranks <- rank(abs(d)); pr <- all_ranks[d != 0]; pp <- sum(pr[nz > 0])
    zp <- (pp - sum(pr) / 2) / (sqrt(sum(pr^2)) / 2)
    out$p_pratt <- switch(alternative, greater = pnorm(zp, lower = FALSE), less = pnorm(zp), 2 * pnorm(-abs(zp)))
    if (k <= 400) out$p_pratt_exact <- pick(tails(pr, pp))
    bt <- binom.test(sum(d > 0), k, alternative = alternative, conf.level = level)
    out$sign_p <- bt$p.value; out$sign_low <- bt$conf.int[1]; out$sign_high <- bt$conf.int[2]
  }
  if (n > 0) {
    wa <- walsh(raw)
    # What rounding alone keeps from 0 is 0.
    if (any(c(x$a, x$b) != trunc(c(x$a, x$b)))) wa[abs(wa) <= 8 * .Machine$double.eps * max(abs(x$a), abs(x$b))] <- 0
    out$hl <- median(wa)
    a2 <- if (alternative == "two.sided") (1 - level) / 2 else 1 - level
    if (n <= 400 && psignrank(0, n) <= a2) {
      qu <- max(1, qsignrank(a2, n)); N <- length(wa)
      out$hl_low <- if (alternative == "less") -Inf else wa[qu]
      out$hl_high <- if (alternative == "greater") Inf else wa[N - qu + 1]
    }
  }
  # What varies by rounding alone does not vary.
  if (n >= 3 && max(raw) - min(raw) > 1e-15 * max(abs(raw))) { s <- shapiro.test(raw / max(abs(raw))); out$sw_w <- unname(s$statistic); out$sw_p <- s$p.value }
  out
}

# Where no ranks tie, the convolution is R's own distribution.
stopifnot(all.equal(tails(1:20, 60)[["lower"]], psignrank(60, 20), tolerance = 1e-12))

full <- function(x) if (is.character(x)) x else if (is.na(x)) "NA" else sprintf("%.17g", x)
wanted <- rbind(
  data.frame(id = unique(data$case), alternative = "two.sided", level = .95),
  data.frame(id = c("likert5", "normal", "n4", "skewed", "n2"), alternative = "greater", level = .95),
  data.frame(id = c("likert5", "normal", "one_nonzero", "skewed"), alternative = "less", level = .90))
out <- do.call(rbind, lapply(seq_len(nrow(wanted)), function(i)
  as.data.frame(lapply(one(wanted$id[i], wanted$alternative[i], wanted$level[i]), full))))
write.csv(out, file.path(dir, "ranks_reference.csv"), row.names = FALSE, quote = FALSE)
