import Networks
import Operations

/// MuZero's training loss over K unrolled steps of the model (Schrittwieser et al. 2020, equation 1; appendix
/// G).
///
/// The loss of a sequence is the sum over steps k = 0…K of policy loss + valueWeight · value loss + reward
/// loss (for k ≥ 1), with steps k ≥ 1 multiplied by 1 / K. The loss of a batch is the mean over sequences,
/// each multiplied by its weight. The gradient that flows into a state from the next dynamics step is halved,
/// except into the root's; gradients from the heads are not.
package struct MuZeroLoss: Sendable {
  package let network: MuZeroNetwork
  /// K, the number of unrolled steps.
  package let unrollSteps: Int
  /// The weight of the value loss: 1 in MuZero, 0.25 in MuZero Reanalyze.
  package let valueWeight: Float

  package init(_ network: MuZeroNetwork, unrollSteps: Int, valueWeight: Float) {
    precondition(unrollSteps >= 1, "an unroll of \(unrollSteps) steps; 1 is the least")
    precondition(valueWeight > 0, "a value weight of \(valueWeight); it must be above 0")
    (self.network, self.unrollSteps, self.valueWeight) = (network, unrollSteps, valueWeight)
  }

  /// The inputs of one update, in PyTorch's layout:
  /// - observation [batch, size] or [batch, planes, height, width]: the observation at the root;
  /// - action [batch, K], int32: action k leads from step k to step k + 1;
  /// - target_policy [batch, K + 1, actions], where each policy sums to 1, and target_value [batch, K + 1];
  /// - target_reward [batch, K + 1], if rewards are predicted: reward k is that of action k − 1; the first is
  ///   not used;
  /// - mask [batch, K + 1]: 1 keeps a step, 0 drops a step behind an episode's end;
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
