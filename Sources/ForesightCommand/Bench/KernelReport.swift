import Benchmarks
import Device
import Foundation

/// The timing of a case as a line of JSON. Values that do not apply are left out.
struct KernelReport: Encodable {
  private let name: String
  private var forwardMs: Double?
  private var forwardGflops: Double?
  private var forwardGbps: Double?
  private var forwardShare: Double?
  private var backwardMs: Double?
  private var backwardGflops: Double?
  private var backwardGbps: Double?
  private var backwardShare: Double?
  private var variants: [String]?
  private let device: String
  private var error: String?

  init(_ timing: KernelTiming, device: String) {
    name = timing.name
    self.device = device
    variants = timing.variants.map(\.rawValue)
    forwardMs = timing.forward.milliseconds.rounded(to: 5)
    forwardShare = timing.forward.share.rounded(to: 4)
    switch timing.forward.rate {
    case .gflops(let rate): forwardGflops = rate.rounded(to: 2)
    case .gbps(let rate): forwardGbps = rate.rounded(to: 2)
    }
    guard let backward = timing.backward else { return }
    backwardMs = backward.milliseconds.rounded(to: 5)
    backwardShare = backward.share.rounded(to: 4)
    switch backward.rate {
    case .gflops(let rate): backwardGflops = rate.rounded(to: 2)
    case .gbps(let rate): backwardGbps = rate.rounded(to: 2)
    }
  }

  init(failed name: String, error: String, device: String) {
    self.name = name
    self.error = error
    self.device = device
  }
}

/// Encodes a value as one line of JSON.
enum JSONLine {
  /// The value with names in `snake_case` and in alphabetical order.
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension Double {
  /// The number, rounded to this many decimal places for reports.
  func rounded(to places: Int) -> Double {
    let scale = pow(10, Double(places))
    return (self * scale).rounded() / scale
  }
}
