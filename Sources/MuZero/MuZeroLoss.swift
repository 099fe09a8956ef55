import Networks
import Operations
import Tensors

/// MuZero's training loss over a few steps of the model (Schrittwieser et al. 2020, equation 1; appendix G).
///
/// Per sequence, steps k = 0…K of policy loss + valueWeight · value loss + (from 1 on) reward loss, steps from 1 on
/// multiplied by 1 / K; the mean over sequences, each multiplied by its weight. The gradient into a state from the next
/// dynamics step is halved, but not into the root's; gradients from heads are never.
package struct MuZeroLoss: Sendable {
  package let network: MuZeroNetwork
  /// K.
  package let unrollSteps: Int
  /// 1 in MuZero, 0.25 in MuZero Reanalyze.
  package let valueWeight: Float

  package init(_ network: MuZeroNetwork, unrollSteps: Int, valueWeight: Float) {
    precondition(unrollSteps >= 1, "an unroll of \(unrollSteps) steps; 1 is the least")
    precondition(valueWeight > 0, "a value weight of \(valueWeight); it must be above 0")
    (self.network, self.unrollSteps, self.valueWeight) = (network, unrollSteps, valueWeight)
  }

  /// The inputs of one update, in PyTorch's layout:
  /// - observation [batch, size] or [batch, planes, height, width]: at the root;
  /// - action [batch, K] of int32: action k leads from step k to step k + 1;
  /// - target_policy [batch, K + 1, actions], each summing to 1, target_value [batch, K + 1];
  /// - target_reward [batch, K + 1], where rewards are predicted: reward k is that of action k − 1, and the first is not
  ///   used;
  /// - mask [batch, K + 1]: 0 drops a step, past an episode's end, 1 keeps it;
  /// - weight [batch]: importance weights.
  package func inputs(batch: Int) -> [ModelInput] {
    let steps = unrollSteps + 1
    let byStep = Layout(axes: [1, 0])
    return [
      network.configuration.observationInput(rows: batch),
      ModelInput("action", [batch, unrollSteps], layout: byStep, element: .int32),
      ModelInput(
        "target_policy", [batch, steps, network.configuration.actions], layout: Layout(axes: [1, 0, 2])),
      ModelInput("target_value", [batch, steps], layout: byStep),
    ]
      + (network.configuration.hasRewards
        ? [ModelInput("target_reward", [batch, steps], layout: byStep)] : [])
      + [ModelInput("mask", [batch, steps], layout: byStep), ModelInput("weight", [batch])]
  }
}
