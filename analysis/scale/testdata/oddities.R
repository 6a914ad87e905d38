# Makes oddities_reference.csv: reliability where the data are unusual. The
# answers come from a rule in whole numbers that the test repeats. Base R only
# (made with 4.2.2); figures that are not defined are NaN.
#
#   Rscript oddities.R DIR

dir <- commandArgs(trailingOnly = TRUE)[1]

# Answer of person i to item j, both from 0: 1 to 7, items of one trait.
answer <- function(i, j) {
  trait <- (i * 7919) %% 101 %/% 17                       # 0 to 5
  1 + pmin(6, pmax(0, trait + (i * i * (3 + j) + i * (5 + 2 * j) + 7 * j) %% 23 %/% 6 - 1))
}
block <- function(n, k) outer(0:(n - 1), 0:(k - 1), answer)

sets <- list()
sets$large <- block(5000, 6)
sets$missing <- block(60, 4)                               # on both sides
sets$missing[(0:59) %% 7 == 2, 1] <- NA
sets$missing[(0:59) %% 11 == 5, 4] <- NA
sets$constant <- block(40, 4); sets$constant[, 3] <- 4
sets$identical <- block(40, 1)[, c(1, 1, 1)]
sets$negative <- block(40, 3); sets$negative[, 2] <- 8 - sets$negative[, 2]
sets$two <- block(40, 2)
sets$tiny <- block(40, 4) * 1e-9
sets$huge <- 1e12 + block(40, 4)
sets$heywood <- block(40, 3); sets$heywood[, 2] <- 2 * (sets$heywood[, 1] + sets$heywood[, 3]) + (0:39) %% 2

# Items that hardly hang together: the uniquenesses creep.
noise <- function(n) outer(0:(n - 1), 0:2, function(i, j) (i * i * (3 + j) + i * (5 + 2 * j) + 7 * j) %% 23 %/% 6)
sets$weak <- noise(64)
sets$weak_heywood <- noise(43)

alpha <- function(m) { k <- ncol(m); if (k < 2) return(NaN); k / (k - 1) * (1 - sum(apply(m, 2, var)) / var(rowSums(m))) }
r <- function(x, y) if (sd(x) == 0 || sd(y) == 0) NaN else cor(x, y)

# factanal's likelihood, its maximum polished by Newton steps. A uniqueness at
# factanal's bound of .005 stays there. The loadings are those of the eigenvector,
# which at the bound are not the root of 1 - psi.
loadings_of <- function(R, psi) {
  e <- eigen(diag(1 / sqrt(psi)) %*% R %*% diag(1 / sqrt(psi)), symmetric = TRUE)
  l <- sqrt(psi) * e$vectors[, 1] * sqrt(max(e$values[1] - 1, 0))
  l * sign(sum(l))
}
uniquenesses <- function(R) {
  start <- factanal(covmat = R, factors = 1, n.obs = 100)$uniquenesses
  free <- which(start > .005 + 1e-9)
  grad <- function(psi) {
    l <- loadings_of(R, psi)
    (diag(l %*% t(l) + diag(psi) - R) / psi^2)[free]
  }
  psi <- start
  psi[-free] <- .005
  for (i in 1:20) {
    H <- sapply(free, function(j) { h <- 1e-5; up <- psi; dn <- psi; up[j] <- up[j] + h; dn[j] <- dn[j] - h; (grad(up) - grad(dn)) / (2 * h) })
    psi[free] <- psi[free] - solve(H, grad(psi))
  }
  stopifnot(max(abs(psi - start)) < 1e-3, max(abs(grad(psi))) < 1e-9)
  psi
}

rows <- list()
add <- function(set, what, item, value) rows[[length(rows) + 1]] <<- data.frame(set, what, item, value = sprintf("%.17g", value))
for (b in names(sets)) {
  m <- na.omit(sets[[b]]); n <- nrow(m); k <- ncol(m); a <- alpha(m)
  add(b, "n", 0, n)
  add(b, "alpha", 0, a)
  add(b, "feldt_low", 0, 1 - (1 - a) * qf(.975, n - 1, (n - 1) * (k - 1)))
  add(b, "feldt_high", 0, 1 - (1 - a) * qf(.025, n - 1, (n - 1) * (k - 1)))
  for (j in 1:k) {
    add(b, "rest_r", j, r(m[, j], rowSums(m[, -j, drop = FALSE])))
    add(b, "alpha_deleted", j, alpha(m[, -j, drop = FALSE]))
  }
  c12 <- r(m[, 1], m[, 2])
  add(b, "spearman_brown", 0, 2 * c12 / (1 + c12))
  if (b %in% c("large", "missing", "tiny", "huge", "heywood", "weak", "weak_heywood")) {
    base <- if (b == "huge") m - 1e12 else m
    psi <- uniquenesses(cor(base)); s <- apply(base, 2, sd); l <- loadings_of(cor(base), psi)
    add(b, "omega", 0, sum(s * l)^2 / (sum(s * l)^2 + sum(s^2 * psi)))
  }
}
write.csv(do.call(rbind, rows), file.path(dir, "oddities_reference.csv"), row.names = FALSE, quote = FALSE)
