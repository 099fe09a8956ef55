import Foundation
import Operations
import Tensors

/// The operations on a result that the lowering can fuse with the operation before.
enum FusedForm: CaseIterable {
  case activated, gated, added, addedAndActivated, addedAndGated

  /// A further tensor that is an input of the graph.
  enum Operand: String {
    case sum, value
  }

  private static let activation = Activation.elu

  var operands: [Operand] {
    switch self {
    case .activated: []
    case .gated: [.value]
    case .added, .addedAndActivated: [.sum]
    case .addedAndGated: [.sum, .value]
    }
  }

  /// The name of an operand for such a result.
  func input(_ operand: Operand, like result: Tensor) -> String { "\(operand.rawValue) \(result.shape)" }

  /// The result after these operations.
  func apply(to result: Tensor) -> Tensor {
    func operand(_ operand: Operand) -> Tensor {
      result.graph.input(input(operand, like: result), result.shape)
    }
    let sum = operands.contains(.sum) ? operand(.sum) + result : result
    return switch self {
    case .activated, .addedAndActivated: sum.activated(by: Self.activation)
    case .gated, .addedAndGated: sum.gated(by: Self.activation, value: operand(.value))
    case .added: sum
    }
  }

  /// The same in double precision.
  func apply(to result: [Double]) -> [Double] {
    let operand = Self.values(result.count).map(Double.init)
    let sum = operands.contains(.sum) ? zip(operand, result).map(+) : result
    return switch self {
    case .activated, .addedAndActivated: sum.map { $0 > 0 ? $0 : expm1($0) }
    case .gated, .addedAndGated: zip(sum, operand).map { $0 * ($1 > 0 ? 1 : $1 + 1) }
    case .added: sum
    }
  }

  /// The elements of an operand, in the host's order. They are above −1, so that they can be outputs of the
  /// activation.
  static func values(_ count: Int) -> [Float] { (0..<count).map { Float($0 * 37 % 101) / 50 - 0.9 } }
}
