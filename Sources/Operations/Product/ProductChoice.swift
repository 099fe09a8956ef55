import Device

/// A way to compute a product, with everything that the tuner may choose.
package enum ProductChoice: Hashable, Sendable, Codable {
  /// Blocks of `rows` and `columns` of the output, with k split into `splits` parts.
  case vector(rows: Int, columns: Int, splits: Int)
  /// Both operands are read in place; for gradients of weights.
  case window
  /// The lanes are pixels of an image of few channels.
  case cells
  /// `splits` is the number of parts of k that are summed afterwards; nil for that of the least estimated cost.
  case group(tile: GroupTile.Size, splits: Int? = nil)
  /// On matrix units, in the context's precision.
  case matrix(tile: GroupTile.Size, splits: Int? = nil)
  /// The work-items are pixels of an image of few channels.
  case pixels
  case clblast

  package var variant: KernelVariant {
    switch self {
    case .vector, .window, .cells: .vector
    case .group, .pixels: .group
    case .matrix: .matrix
    case .clblast: .clblast
    }
  }
}

extension ProductChoice: CustomStringConvertible {
  /// A name for reports, such as `vector 112×256` or `group 64x64`.
  package var description: String {
    switch self {
    case .vector(let rows, let columns, let splits):
      "vector \(rows)×\(columns)" + Self.inSplits(splits > 1 ? splits : nil)
    case .window: "window"
    case .cells: "cells"
    case .group(let tile, let splits): "group \(tile.rawValue)" + Self.inSplits(splits)
    case .matrix(let tile, let splits): "matrix \(tile.rawValue)" + Self.inSplits(splits)
    case .pixels: "pixels"
    case .clblast: "clblast"
    }
  }

  private static func inSplits(_ count: Int?) -> String {
    count.map { $0 == 1 ? " in one part" : " in \($0) splits" } ?? ""
  }
}

/// The choices that were measured to be better than the defaults, by the product's shape and precision; empty if
/// nothing was measured.
package struct ProductSelection: Sendable, Equatable, Codable {
  /// The choices by `ProductShape.key(in:)`.
  private let choices: [String: ProductChoice]

  package init(_ choices: [String: ProductChoice] = [:]) { self.choices = choices }

  package var count: Int { choices.count }

  /// The choices of the variants that the device uses by default, whose kernels each sum in one order. Products that are
  /// added into images are left out, because kernels sum them in different orders.
  func keepingPreferred(on info: DeviceInfo) -> ProductSelection {
    ProductSelection(
      choices.filter { key, choice in
        let precision = ProductShape.precision(key: key)
        return choice.variant == .preferred(on: info, precision: precision)
          && !ProductShape.isScattering(key: key)
      })
  }

  package subscript(shape: ProductShape, precision: Precision) -> ProductChoice? {
    choices.isEmpty ? nil : choices[shape.key(in: precision)]
  }
}
