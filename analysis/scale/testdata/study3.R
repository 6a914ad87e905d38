# Recomputes study3_reference.csv and study3_items_reference.csv from
# study3_golden_wide.csv. Base R only (made with 4.2.2).
#
#   Rscript study3.R            prints the composites, then the items
#   Rscript study3.R DIR        writes both files into DIR
#
# Run it in the folder that holds the wide file.

wide <- read.csv("study3_golden_wide.csv", colClasses = "character", na.strings = character(0))

# Answers: blank, -99, N/A and "Prefer not to say" are missing on a rating.
rating <- function(x) {
  x[x %in% c("", "-99", "N/A", "Prefer not to say")] <- NA
  as.numeric(x)
}
block <- function(prefix, k) sapply(sprintf("%s_%02d", prefix, 1:k), function(v) rating(wide[[v]]))

sets <- list(
  QS1 = list(A = block("qs1_pre", 4), B = block("qs1_now", 4)),
  QS2 = list(A = block("qs2_cur", 6), B = block("qs2_tk", 6)),
  QS3 = list(A = block("qs3_cur", 3), B = block("qs3_tk", 3)))
for (cond in c("A", "B")) sets$QS2[[cond]][, 4] <- 8 - sets$QS2[[cond]][, 4]   # reverse-keyed

score <- function(m, need) ifelse(rowSums(!is.na(m)) >= need, rowMeans(m, na.rm = TRUE), NA)

# pt warns that a search ran past the region where its sum is exact to the last
# digit; the root itself is not there.
ncp_at <- function(t, df, p) {
  f <- function(ncp) suppressWarnings(pt(t, df, ncp)) - p
  uniroot(f, c(t - 10, t + 10), tol = 1e-14)$root
}

# Exact signed-rank distribution given the ranks: doubled mid-ranks, convolved.
wilcox_exact <- function(ranks, w) {
  r2 <- as.integer(round(2 * ranks))
  count <- c(1, numeric(sum(r2)))
  for (r in r2) count <- count + c(numeric(r), head(count, length(count) - r))
  prob <- count / 2^length(r2)
  at <- as.integer(round(2 * w)) + 1
  min(1, 2 * min(sum(prob[1:at]), sum(prob[at:length(prob)])))
}

compare <- function(a, b) {
  ok <- !is.na(a) & !is.na(b)
  a <- a[ok]; b <- b[ok]; d <- b - a; n <- length(d)
  tt <- t.test(b, a, paired = TRUE)
  t <- unname(tt$statistic); df <- n - 1; r <- cor(a, b)
  dz <- mean(d) / sd(d)
  J <- exp(lgamma(df / 2) - log(df / 2) / 2 - lgamma((df - 1) / 2))
  dr <- round(d, 10); nz <- dr[dr != 0]; k <- length(nz)
  ranks <- rank(abs(nz)); wp <- sum(ranks[nz > 0]); wm <- sum(ranks[nz < 0])
  ties <- table(abs(nz)); v <- k * (k + 1) * (2 * k + 1) / 24 - sum(ties^3 - ties) / 48
  z <- wp - k * (k + 1) / 4
  sw <- shapiro.test(d)
  m <- function(p) sum((d - mean(d))^p) / n
  G1 <- m(3) / m(2)^1.5 * sqrt(n * (n - 1)) / (n - 2)
  G2 <- (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m(4) / m(2)^2 - 3) + 6)
  data.frame(n = n,
    M_A = mean(a), SD_A = sd(a), Mdn_A = median(a), M_B = mean(b), SD_B = sd(b), Mdn_B = median(b),
    MD = mean(d), SD_D = sd(d), SE_D = sd(d) / sqrt(n), r = r, t = t, df = df, p = tt$p.value,
    CI_lo = tt$conf.int[1], CI_hi = tt$conf.int[2],
    dz = dz, dz_lo = ncp_at(t, df, .975) / sqrt(n), dz_hi = ncp_at(t, df, .025) / sqrt(n),
    gz = dz * J, J_exact = J, J_approx = 1 - 3 / (4 * df - 1),
    dav = mean(d) / ((sd(a) + sd(b)) / 2), dav_rms = mean(d) / sqrt((var(a) + var(b)) / 2),
    drm = dz * sqrt(2 * (1 - r)),
    W_plus = wp, W_minus = wm, n_nonzero = k,
    p_wilcox_cc = 2 * pnorm(-max(abs(z) - .5, 0) / sqrt(v)), p_wilcox_nocc = 2 * pnorm(-abs(z) / sqrt(v)),
    p_wilcox_exact = wilcox_exact(ranks, wp),
    r_rb = (wp - wm) / (wp + wm), n_pos = sum(dr > 0), n_neg = sum(dr < 0), n_zero = sum(dr == 0),
    shapiro_W = unname(sw$statistic), shapiro_p = sw$p.value, skew_D = G1, exkurt_D = G2)
}

alpha <- function(m) {
  k <- ncol(m)
  k / (k - 1) * (1 - sum(apply(m, 2, var)) / var(rowSums(m)))
}

need <- c(QS1 = 4, QS2 = 5, QS3 = 3)
composites <- do.call(rbind, lapply(c(names(sets), "QS2_listwise"), function(id) {
  s <- sets[[substr(id, 1, 3)]]
  k <- if (id == "QS2_listwise") 6 else need[[id]]
  cbind(id = id, compare(score(s$A, k), score(s$B, k)))
}))
composites$p_bonf <- c(p.adjust(composites$p[1:3], "bonferroni"), NA)
composites$p_holm <- c(p.adjust(composites$p[1:3], "holm"), NA)
composites$p_bh <- c(p.adjust(composites$p[1:3], "BH"), NA)
reliability <- do.call(rbind, lapply(sets, function(s) {
  a <- na.omit(s$A); b <- na.omit(s$B)
  both <- complete.cases(s$A, s$B)
  data.frame(alpha_A = alpha(a), alpha_A_n = nrow(a), alpha_B = alpha(b), alpha_B_n = nrow(b),
    alpha_A_pairs = alpha(s$A[both, ]), alpha_B_pairs = alpha(s$B[both, ]), alpha_pairs_n = sum(both))
}))
composites <- cbind(composites, rbind(reliability, NA))

items <- do.call(rbind, lapply(names(sets), function(id) {
  s <- sets[[id]]
  do.call(rbind, lapply(seq_len(ncol(s$A)), function(j)
    cbind(id = sprintf("%s_%02d", tolower(id), j), compare(s$A[, j], s$B[, j]), set = tolower(id))))
}))
items$p_holm_within <- ave(items$p, items$set, FUN = function(p) p.adjust(p, "holm"))
items$p_holm_all <- p.adjust(items$p, "holm")
items$p_bh_all <- p.adjust(items$p, "BH")

print_csv <- function(d, to) {
  for (v in names(d)) if (is.numeric(d[[v]])) d[[v]] <- format(d[[v]], digits = 15)
  write.csv(d, to, quote = FALSE, row.names = FALSE)
}
dir <- commandArgs(trailingOnly = TRUE)
if (length(dir)) {
  print_csv(composites, file.path(dir, "study3_reference.csv"))
  print_csv(items, file.path(dir, "study3_items_reference.csv"))
} else {
  print_csv(composites, "")
  print_csv(items, "")
}
