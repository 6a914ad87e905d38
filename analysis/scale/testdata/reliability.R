# Makes reliability_reference.csv from study3_golden_wide.csv: Feldt's interval,
# item-rest correlations, alpha if deleted, omega of one factor, Spearman-Brown.
# Base R only (made with 4.2.2).
#
#   Rscript reliability.R DIR

dir <- commandArgs(trailingOnly = TRUE)[1]
wide <- read.csv("study3_golden_wide.csv", colClasses = "character", na.strings = character(0))
rating <- function(x) { x[x %in% c("", "-99", "N/A", "Prefer not to say")] <- NA; as.numeric(x) }
block <- function(prefix, k) sapply(sprintf("%s_%02d", prefix, 1:k), function(v) rating(wide[[v]]))
blocks <- list(QS1_A = block("qs1_pre", 4), QS1_B = block("qs1_now", 4), QS2_A = block("qs2_cur", 6), QS2_B = block("qs2_tk", 6),
  QS3_A = block("qs3_cur", 3), QS3_B = block("qs3_tk", 3))
for (b in c("QS2_A", "QS2_B")) blocks[[b]][, 4] <- 8 - blocks[[b]][, 4]

alpha <- function(m) { k <- ncol(m); k / (k - 1) * (1 - sum(apply(m, 2, var)) / var(rowSums(m))) }

# The likelihood of factanal, polished: its own optimiser stops at 1e-7 or so.
uniquenesses <- function(R) {
  start <- factanal(covmat = R, factors = 1, n.obs = 100)$uniquenesses
  lik <- function(psi) {                       # discrepancy as a function of the uniquenesses
    e <- eigen(diag(1 / sqrt(psi)) %*% R %*% diag(1 / sqrt(psi)), symmetric = TRUE, only.values = TRUE)$values[-1]
    sum(e - log(e) - 1)
  }
  grad <- function(psi) {
    e <- eigen(diag(1 / sqrt(psi)) %*% R %*% diag(1 / sqrt(psi)), symmetric = TRUE)
    l <- sqrt(psi) * e$vectors[, 1] * sqrt(max(e$values[1] - 1, 0))
    diag(l %*% t(l) + diag(psi) - R) / psi^2
  }
  psi <- start
  for (i in 1:20) {                            # Newton on the gradient
    H <- sapply(seq_along(psi), function(j) { h <- 1e-5; up <- psi; dn <- psi; up[j] <- up[j] + h; dn[j] <- dn[j] - h; (grad(up) - grad(dn)) / (2 * h) })
    psi <- psi - solve(H, grad(psi))
  }
  stopifnot(max(abs(psi - start)) < 1e-3, max(abs(grad(psi))) < 1e-9)
  psi
}

rows <- list()
add <- function(block, what, item, value) rows[[length(rows) + 1]] <<- data.frame(block, what, item, value = sprintf("%.17g", value))
for (b in names(blocks)) {
  m <- na.omit(blocks[[b]]); n <- nrow(m); k <- ncol(m); a <- alpha(m)
  for (level in c(.95, .9)) {
    tail <- (1 - level) / 2
    add(b, paste0("feldt_low_", level), 0, 1 - (1 - a) * qf(1 - tail, n - 1, (n - 1) * (k - 1)))
    add(b, paste0("feldt_high_", level), 0, 1 - (1 - a) * qf(tail, n - 1, (n - 1) * (k - 1)))
  }
  for (j in 1:k) {
    add(b, "rest_r", j, cor(m[, j], rowSums(m[, -j])))
    add(b, "alpha_deleted", j, alpha(m[, -j]))
  }
  psi <- uniquenesses(cor(m)); l <- sqrt(1 - psi); s <- apply(m, 2, sd)
  for (j in 1:k) add(b, "loading", j, l[j])
  add(b, "omega", 0, sum(s * l)^2 / (sum(s * l)^2 + sum(s^2 * psi)))
  add(b, "omega_standardised", 0, sum(l)^2 / (sum(l)^2 + sum(psi)))
  r <- cor(m[, 1], m[, 2]); add(b, "spearman_brown", 0, 2 * r / (1 + r))
}
write.csv(do.call(rbind, rows), file.path(dir, "reliability_reference.csv"), row.names = FALSE, quote = FALSE)
