import Operations
import Tensors

/// A tensor of a model with PyTorch's name and layout, and the variables that hold it on the device.
///
/// It may be divided into pieces along an axis, because a layer of several inputs has a variable for each
/// input's weight.
package struct ModelTensor: Sendable {
  /// The part of a tensor that one variable holds.
  package struct Piece: Sendable {
    package let variable: Variable
    /// The part's length along the axis that the tensor is divided along.
    let length: Int
    /// The part's shape with further divided axes, so that a permutation of them gives the device's layout.
    let view: [Int]
    let layout: Layout
  }

  /// The name in PyTorch's `state_dict`.
  package let name: String
  /// The shape in PyTorch's layout.
  package let shape: [Int]
  package let initializer: Initializer
  package let fanIn: Int
  package let fanOut: Int
  package let pieces: [Piece]
  let axis: Int

  package var isParameter: Bool { pieces[0].variable.isParameter }

  /// The values in each variable's layout, from values in PyTorch's layout.
  package func toDevice(_ values: [Float]) -> [(variable: Variable, values: [Float])] {
    let (outer, inner) = (shape[..<axis].product, shape[(axis + 1)...].product)
    precondition(values.count == shape.product, "\(values.count) values for \(name) \(shape)")
    var start = 0
    return pieces.map { piece in
      let run = piece.length * inner
      let part = (0..<outer).flatMap { row -> ArraySlice<Float> in
        let from = row * shape[axis] * inner + start
        return values[from..<from + run]
      }
      start += run
      return (piece.variable, piece.layout.toDevice(part, hostShape: piece.view))
    }
  }

  /// The values in PyTorch's layout, from those of each piece in its variable's layout.
  package func toHost(_ parts: [[Float]]) -> [Float] {
    let (outer, inner) = (shape[..<axis].product, shape[(axis + 1)...].product)
    let hosts = zip(pieces, parts).map { $0.layout.toHost($1, hostShape: $0.view) }
    return (0..<outer).flatMap { row in
      zip(pieces, hosts).flatMap { piece, host in
        let run = piece.length * inner
        return host[row * run..<(row + 1) * run]
      }
    }
  }
}
