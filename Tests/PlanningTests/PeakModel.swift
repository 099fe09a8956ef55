import Planning
import Tensors

/// The reward −|a − t|², of an environment's own target t, which is its state.
struct PeakModel: LatentModel, Simulator {
  /// [dimensions], on the host.
  var target: [Float] = []

  mutating func step(_ action: [Float]) -> Float {
    -zip(action, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  func rewards(of actions: Tensor, from state: Tensor, noise: PlanningNoise) -> Tensor {
    -(actions - state.reshaped([1, state.shape[0], 1, state.shape[1]])).squared().sum([3])
  }
}

/// The reward √−a, which is not a number where a > 0.
struct PartialModel: LatentModel, Simulator {
  mutating func step(_ action: [Float]) -> Float { (-action[0]).squareRoot() }

  func rewards(of actions: Tensor, from state: Tensor, noise: PlanningNoise) -> Tensor {
    (-actions).squareRoot().sum([3])
  }
}
