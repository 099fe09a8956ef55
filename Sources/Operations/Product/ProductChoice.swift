/// A way to compute a product, with everything that the tuner may choose.
package enum ProductChoice: Hashable, Sendable, Codable {
  /// Blocks of `rows` and `columns` of the output, with k split into `splits` parts.
  case vector(rows: Int, columns: Int, splits: Int)
  /// Both operands are read in place; for gradients of weights.
  case window
  /// The lanes are pixels of an image of few channels.
  case cells
  case group(tile: GroupTile.Size)
  /// On matrix units, in the context's precision.
  case matrix(tile: GroupTile.Size)
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
      "vector \(rows)×\(columns)\(splits > 1 ? " in \(splits) splits" : "")"
    case .window: "window"
    case .cells: "cells"
    case .group(let tile): "group \(tile.rawValue)"
    case .matrix(let tile): "matrix \(tile.rawValue)"
    case .pixels: "pixels"
    case .clblast: "clblast"
    }
  }
}

/// The choices that were measured to be better than the defaults, by the product's shape; empty if nothing
/// was measured.
package struct ProductSelection: Sendable, Equatable, Codable {
  /// The choices by `ProductShape.key`.
  private let choices: [String: ProductChoice]

  package init(_ choices: [String: ProductChoice] = [:]) { self.choices = choices }

  package var count: Int { choices.count }

  /// The choices of one variant, whose kernels all sum in the same order. Products that are added into images
  /// are left out, because kernels sum them in different orders.
  func keeping(_ variant: KernelVariant) -> ProductSelection {
    ProductSelection(
      choices.filter { $0.value.variant == variant && !ProductShape.isScattering(key: $0.key) })
  }

  package subscript(shape: ProductShape) -> ProductChoice? {
    choices.isEmpty ? nil : choices[shape.key]
  }
}
