import Device
import Networks
import Tensors

extension MuZeroLoss {
  /// Traces the loss of `batch` sequences. Its outputs are the parts of the loss, each a weighted mean over
  /// sequences as in `loss` and without `valueWeight`: "policy_loss", "value_loss" and, if rewards are
  /// predicted, "reward_loss", all of shape []. If `reportsValueErrors` is true, the output "value_error"
  /// [batch] holds |value − target| at the root, for priorities.
  ///
  /// Only the dynamics run step by step. A GPU, as told by `info`, runs all steps in one launch if rows do
  /// not depend on each other. Actions are encoded, and heads and losses computed, for all steps at once:
  /// their rows are [steps · batch], one step after another.
  package func traced(batch: Int, reportsValueErrors: Bool = false, info: DeviceInfo? = nil) -> TracedLoss {
    let graph = Graph()
    let pass = Pass(graph, isTraining: true)
    let inputs = inputs(batch: batch)
    let data = Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0.tensor(in: graph)) })
    let (states, trunks) = unroll(
      observation: data["observation"]!, actions: data["action"]!, info, pass)
    let weights = stepWeights(mask: data["mask"]!, weight: data["weight"]!)
    let (rows, later) = ((unrollSteps + 1) * batch, unrollSteps * batch)

    let policyTarget = data["target_policy"]!.reshaped([rows, -1])
    let policyLoss = network.policy(states, pass: pass)
      .crossEntropy(policyTarget, weight: weights.reshaped([rows])).sum()
    let value = network.value(states, pass: pass)
    // The factor is applied to the weights, which are few, so that no gradient of logits needs to be
    // multiplied.
    let valueLoss = scalarLoss(
      value, data["target_value"]!.reshaped([rows]), (valueWeight * weights).reshaped([rows]))
    var (loss, outputs) = (policyLoss + valueLoss, [String: Tensor]())
    if let reward = network.reward(trunks, pass: pass) {
      let targets = data["target_reward"]!.sliced(axis: 0, start: 1, length: unrollSteps).reshaped([later])
      let rewardWeights = weights.sliced(axis: 0, start: 1, length: unrollSteps).reshaped([later])
      let rewardLoss = scalarLoss(reward, targets, rewardWeights)
      loss = loss + rewardLoss
      outputs["reward_loss"] = rewardLoss
    }
    outputs["policy_loss"] = policyLoss
    outputs["value_loss"] = 1 / valueWeight * valueLoss
    if reportsValueErrors {
      let rootValue = network.scalars(value.sliced(axis: 0, start: 0, length: batch))
      let rootTarget = data["target_value"]!.sliced(axis: 0, start: 0, length: 1).reshaped([batch])
      outputs["value_error"] = (rootValue - rootTarget).absolute()
    }
    return TracedLoss(loss: loss, outputs: outputs, inputs: inputs, pass: pass)
  }

  /// The states of steps 0…K and the dynamics' trunks of steps 1…K, concatenated along the rows.
  private func unroll(observation: Tensor, actions: Tensor, _ info: DeviceInfo?, _ pass: Pass) -> (
    states: Tensor, trunks: Tensor
  ) {
    let batch = observation.shape[0]
    let encoded = network.encode(actions.reshaped([-1]), pass: pass)
    let root = network.represent(observation, pass: pass)
    if let info, let later = scan(from: root, encodedActions: encoded, on: info) {
      return (.concatenate([root, later.states], axis: 0), later.trunks)
    }
    var states = [root]
    var trunks: [Tensor] = []
    for step in 0..<unrollSteps {
      let (state, trunk) = network.dynamics(
        step == 0 ? root : states[step].scalingGradient(by: Self.gradientScale),
        encodedActions: encoded.sliced(axis: 0, start: step * batch, length: batch), pass: pass)
      states.append(state)
      trunks.append(trunk)
    }
    return (.concatenate(states, axis: 0), .concatenate(trunks, axis: 0))
  }

  /// The factor of the gradient that flows into a state from the next step of the dynamics.
  private static var gradientScale: Float { 0.5 }

  /// The states and trunks of steps 1…K, computed in one launch; nil on CPUs, and if the dynamics cannot be
  /// computed row by row.
  private func scan(from root: Tensor, encodedActions: Tensor, on info: DeviceInfo) -> (
    states: Tensor, trunks: Tensor
  )? {
    func rowShape(_ tensor: Tensor) -> [Int] { Array(tensor.shape.dropFirst()) }
    guard !info.isCPU,
      let scan = try? RowScan(
        steps: unrollSteps, rows: root.shape[0], carry: [rowShape(root)], inputs: [rowShape(encodedActions)],
        info: info,
        step: { graph, carry, inputs, _ in
          let (state, trunk) = network.dynamics(
            carry[0].scalingGradient(by: Self.gradientScale), encodedActions: inputs[0],
            pass: Pass(graph, isTraining: true))
          return (carry: [state], outputs: [state, trunk])
        })
    else { return nil }
    // The gradient into the root is not halved, so the factor is undone here.
    let outputs = scan(carry: [root.scalingGradient(by: 1 / Self.gradientScale)], inputs: [encodedActions])
    return (outputs[0], outputs[1])
  }

  /// The weight of each step of each sequence in the loss: [K + 1, batch].
  private func stepWeights(mask: Tensor, weight: Tensor) -> Tensor {
    let batch = Float(weight.count)
    let later = [Float](repeating: 1 / (batch * Float(unrollSteps)), count: unrollSteps)
    return mask.graph.constant([1 / batch] + later, [unrollSteps + 1, 1]) * mask * weight
  }

  /// The weighted sum, over rows, of the loss between predicted values or rewards [rows, bins] and their
  /// targets [rows].
  private func scalarLoss(_ output: Tensor, _ target: Tensor, _ weights: Tensor) -> Tensor {
    if network.configuration.bins == 1 {
      return (weights * (output.reshaped(target.shape) - target).squared()).sum()
    }
    return output.categoricalValueLoss(
      target: target, weight: weights, epsilon: network.configuration.transformEpsilon
    ).sum()
  }
}
