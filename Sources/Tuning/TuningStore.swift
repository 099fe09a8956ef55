import Common
import Device
import Foundation
import Logging
import Operations

/// A product's measurement as it is saved.
package struct TuningEntry: Codable, Sendable, Equatable {
  /// Nil if nothing was clearly better than the default.
  package var choice: ProductChoice?
  package var milliseconds: Double?
  package var defaultMilliseconds: Double?

  package init(choice: ProductChoice?, milliseconds: Double? = nil, defaultMilliseconds: Double? = nil) {
    self.choice = choice
    self.milliseconds = milliseconds
    self.defaultMilliseconds = defaultMilliseconds
  }
}

/// A device's measurements on disk. They are valid only for that device, its driver and these kernels;
/// damaged or other entries are ignored with a warning.
package struct TuningStore {
  private struct File: Codable {
    let format: String
    let device: String
    let kernels: String
    let products: [String: TuningEntry]
  }

  /// The part of the file that all versions have in common.
  private struct Head: Codable {
    let format: String
  }

  package static let format = "foresight-tuning-1"
  package let file: URL
  private let key: String
  private let kernels: String
  private let warn: (String) -> Void

  /// The file of `device` in `folder`. `kernels` identifies the kernels that were measured.
  package init(
    device: DeviceInfo, folder: URL = CacheFolder.path.appending(component: "tuning"),
    kernels: String = TuningStore.kernelVersion,
    warn: @escaping (String) -> Void = { text in Logger(label: "tuning").warning("\(text)") }
  ) {
    key = device.key
    self.kernels = kernels
    self.warn = warn
    file = folder.appending(component: String(Checksum.fnv1a(device.key.utf8), radix: 16) + ".json")
  }

  /// A hash of the product kernels' sources.
  package static var kernelVersion: String {
    let text = [
      "product_copy", "product_im2col", "product_pack", "product_micro_kernel", "product", "product_col2im",
      "product_weight_gradient", "product_col2im_stride2", "product_few_channels", "product_operand",
      "matrix_rows", "matrix_instructions", "product_scalar", "product_matrix", "product_output",
      "product_group", "product_sum", "rounding",
    ].map { Program($0).source }.joined()
    return String(Checksum.fnv1a(text.utf8), radix: 16)
  }

  /// The measurements by product and precision, as `ProductShape.key(in:)` names them; empty if there is no file or it cannot be used.
  package func load() -> [String: TuningEntry] {
    guard let data = try? Data(contentsOf: file) else { return [:] }
    let decoder = JSONDecoder()
    guard let head = try? decoder.decode(Head.self, from: data) else {
      return reject("is damaged")
    }
    guard head.format == Self.format else {
      return reject("has the format \"\(head.format)\" of another version of this program")
    }
    guard let content = try? decoder.decode(File.self, from: data) else { return reject("is damaged") }
    guard content.device == key else { return reject("is of another device, \(content.device)") }
    guard content.kernels == kernels else { return reject("was measured with other kernels") }
    return content.products
  }

  /// The choices that replace the defaults.
  package func selection() -> ProductSelection { ProductSelection(load().compactMapValues(\.choice)) }

  /// Replaces the file as a whole, so that an interruption leaves either the old or the new file.
  ///
  /// Returns false, with a warning, if it cannot be written.
  package func save(_ products: [String: TuningEntry]) -> Bool {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let content = File(format: Self.format, device: key, kernels: kernels, products: products)
      try encoder.encode(content).write(to: file, options: .atomic)
      return true
    } catch {
      warn(
        "the measurements cannot be saved in \(file.path), so they are lost; set \(CacheFolder.variable) to a folder that can be written: \(error.localizedDescription)"
      )
      return false
    }
  }

  private func reject(_ reason: String) -> [String: TuningEntry] {
    warn("\(file.path) \(reason), so defaults are used; \"foresight tune\" measures anew")
    return [:]
  }
}
