import Planning
import Tensors

/// x′ = 0.9 x + 0.5 a in each dimension, with the reward −Σ x′² − 0.1 Σ a².
struct LinearSystem: LatentModel, Simulator {
  static let decay: Float = 0.9
  static let gain: Float = 0.5
  static let effort: Float = 0.1

  /// [dimensions], on the host.
  var x: [Float] = []

  mutating func step(_ action: [Float]) -> Float {
    for a in x.indices { x[a] = Self.decay * x[a] + Self.gain * action[a] }
    return -x.reduce(0) { $0 + $1 * $1 } - Self.effort * action.reduce(0) { $0 + $1 * $1 }
  }

  func rewards(of actions: Tensor, from state: Tensor, noise: PlanningNoise) -> Tensor {
    let (steps, rows, dimensions) = (
      actions.shape[0], actions.shape[1] * actions.shape[2], actions.shape[3]
    )
    var (x, rewards) = (state.repeatingRows(actions.shape[2]), [Tensor]())
    for step in 0..<steps {
      let action = actions.sliced(axis: 0, start: step, length: 1).reshaped([rows, dimensions])
      x = Self.decay * x + Self.gain * action
      rewards.append(-x.squared().sum([1]) - Self.effort * action.squared().sum([1]))
    }
    return Tensor.stack(rewards).reshaped(Array(actions.shape.dropLast()))
  }

  /// The best plan [steps][dimensions] from `state`, by descent in double precision.
  static func optimum(from state: [Float], steps: Int) -> [[Double]] {
    let (decay, gain, effort) = (Double(decay), Double(gain), Double(effort))
    let columns = state.map { start -> [Double] in
      var plan = [Double](repeating: 0, count: steps)
      for _ in 0..<2000 {
        var (x, states) = (Double(start), [Double]())
        for action in plan {
          x = decay * x + gain * action
          states.append(x)
        }
        var slope = 0.0
        for step in plan.indices.reversed() {
          slope = decay * slope + 2 * states[step]
          plan[step] -= 0.1 * (gain * slope + 2 * effort * plan[step])
        }
      }
      return plan
    }
    return (0..<steps).map { step in columns.map { $0[step] } }
  }
}
