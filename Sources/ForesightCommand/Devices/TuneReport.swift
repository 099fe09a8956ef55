import Foundation
import Tuning

/// The measurement of a product, as text or as a line of JSON. Values that do not apply are left out.
struct TuneReport: Encodable {
  struct KernelVariant: Encodable {
    let choice: String
    var ms: Double?
    var failure: String?
  }

  private let product: String
  /// The product's share of the training step, from 0 to 1.
  private var share: Double?
  private var best: String?
  private var bestMs: Double?
  private var defaultChoice: String?
  private var defaultMs: Double?
  private var speedUp: Double?
  private var variants: [KernelVariant]?
  private var error: String?

  init(_ tuning: ProductTuning, share: Double? = nil) {
    product = tuning.key
    self.share = share?.rounded(to: 4)
    best = tuning.best?.choice.description
    bestMs = tuning.best?.seconds.map { ($0 * 1e3).rounded(to: 5) }
    defaultChoice = tuning.standard.choice.description
    defaultMs = tuning.standard.seconds.map { ($0 * 1e3).rounded(to: 5) }
    speedUp = tuning.speedUp?.rounded(to: 3)
    variants = tuning.results.map {
      KernelVariant(
        choice: $0.choice.description, ms: $0.seconds.map { ($0 * 1e3).rounded(to: 5) }, failure: $0.failure)
    }
    if best == nil { error = "no variant is right" }
  }

  init(failed product: String, error: String) {
    self.product = product
    self.error = error
  }

  /// The product, the default choice and a better one, followed by the variants that failed.
  var text: String {
    var lines = [(share.map { String(format: "%.1f%% of the step: ", $0 * 100) } ?? "") + product]
    if let error { lines[0] += ": failed: \(error)" }
    let standard = "\(defaultChoice ?? "") \(time(defaultMs))"
    if let best, best == defaultChoice {
      lines.append("    \(standard), the default, is the fastest")
    } else if let best {
      let factor = speedUp.map { String(format: ", %.2f times as fast", $0) } ?? ""
      lines.append("    \(best) \(time(bestMs))\(factor); default: \(standard)")
    }
    for variant in variants ?? [] {
      if let failure = variant.failure { lines.append("    \(variant.choice) lost: \(failure)") }
    }
    return lines.joined(separator: "\n")
  }

  private func time(_ milliseconds: Double?) -> String {
    milliseconds.map { String(format: "%.4f ms", $0) } ?? "failed"
  }
}

struct TuneSummary {
  private(set) var count = 0
  /// The number of products for which no variant is correct.
  private(set) var wrong = 0
  private var improved = 0
  private var logarithms = 0.0

  mutating func add(_ tuning: ProductTuning) {
    count += 1
    if tuning.best == nil { wrong += 1 }
    if tuning.winner != nil { improved += 1 }
    logarithms += tuning.speedUp.map { log($0) } ?? 0
  }

  var text: String {
    guard count > 0 else { return "nothing was measured" }
    let mean = String(format: "%.3f", exp(logarithms / Double(count)))
    return "\(count) products: \(improved) are faster than by default, "
      + (wrong > 0 ? "\(wrong) have no right variant, " : "")
      + "\(mean) times as fast in the geometric mean"
  }
}
