import Foundation

/// The learning rate of each training step. Steps are counted from 0.
package struct LearningRateSchedule: Sendable, Equatable {
  /// The decay of the rate.
  package enum Decay: Sendable, Equatable, Codable {
    case constant(rate: Double)
    /// initial · factor^⌊step / interval⌋.
    case step(initial: Double, factor: Double, interval: Int)
    /// initial · factor^(step / steps), as in MuZero's pseudocode.
    case exponential(initial: Double, factor: Double, steps: Int)
    /// Half a cosine from `initial` to `final` over `steps` steps, and `final` afterwards (Loshchilov and
    /// Hutter 2017, equation 5, without restarts).
    case cosine(initial: Double, final: Double, steps: Int)
  }

  package let decay: Decay
  /// The number of steps over which the rate rises linearly, the first one included; 0 for none.
  package let warmUpSteps: Int

  package init(_ decay: Decay, warmUpSteps: Int = 0) {
    if let fault = Self.fault(decay, warmUpSteps: warmUpSteps) { preconditionFailure(fault) }
    (self.decay, self.warmUpSteps) = (decay, warmUpSteps)
  }

  /// The rate of the update after `step` updates: the decayed rate times min(1, (step + 1) / warmUpSteps).
  package func rate(at step: Int) -> Double {
    precondition(step >= 0, "the learning rate of step \(step)")
    let rate = decay.rate(at: Double(step))
    return step + 1 < warmUpSteps ? rate * Double(step + 1) / Double(warmUpSteps) : rate
  }

  /// The reason why the numbers cannot be used; nil if they can.
  private static func fault(_ decay: Decay, warmUpSteps: Int) -> String? {
    let (rates, steps) = decay.numbers
    if let rate = rates.first(where: { !($0 >= 0 && $0.isFinite) }) {
      return "a learning rate or its factor is \(rate), but must be finite and at least 0"
    }
    if steps < 1 { return "a learning rate decays in \(steps) steps, but 1 is the least" }
    if warmUpSteps < 0 { return "a learning rate warms up in \(warmUpSteps) steps, but 0 is the least" }
    return nil
  }
}

extension LearningRateSchedule: Codable {
  private enum CodingKeys: String, CodingKey {
    case decay, warmUpSteps
  }

  /// Throws `DecodingError` if a number cannot be used.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let decay = try container.decode(Decay.self, forKey: .decay)
    let warmUpSteps = try container.decodeIfPresent(Int.self, forKey: .warmUpSteps) ?? 0
    if let fault = Self.fault(decay, warmUpSteps: warmUpSteps) {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: fault))
    }
    self.init(decay, warmUpSteps: warmUpSteps)
  }
}

extension LearningRateSchedule.Decay {
  fileprivate func rate(at step: Double) -> Double {
    switch self {
    case .constant(let rate): rate
    case .step(let initial, let factor, let interval):
      initial * pow(factor, (step / Double(interval)).rounded(.down))
    case .exponential(let initial, let factor, let steps): initial * pow(factor, step / Double(steps))
    case .cosine(let initial, let final, let steps):
      final + (initial - final) * (1 + cos(.pi * min(1, step / Double(steps)))) / 2
    }
  }

  /// The rates and factors, and the number of steps.
  fileprivate var numbers: (rates: [Double], steps: Int) {
    switch self {
    case .constant(let rate): ([rate], 1)
    case .step(let initial, let factor, let interval): ([initial, factor], interval)
    case .exponential(let initial, let factor, let steps): ([initial, factor], steps)
    case .cosine(let initial, let final, let steps): ([initial, final], steps)
    }
  }
}
