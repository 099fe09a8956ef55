import Device
import Networks
import Tensors

/// Filters the steps of a batch of sequences, one after the other.
struct FollowedSteps {
  /// The model's knowledge of some rows after a step.
  struct Step {
    let state: PlaNetState
    let posterior: DiagonalNormal
    /// The prior, in the state-space model only. Other variants compute it for all steps at once.
    let prior: DiagonalNormal?

    init(state: PlaNetState, posterior: DiagonalNormal, prior: DiagonalNormal?) {
      (self.state, self.posterior, self.prior) = (state, posterior, prior)
    }

    var tensors: [Tensor] {
      state.features + [posterior.mean, posterior.deviation] + (prior.map { [$0.mean, $0.deviation] } ?? [])
    }

    /// A step made of its `tensors`.
    init(_ tensors: [Tensor], isRecurrent: Bool) {
      let rest = Array(tensors.dropFirst(isRecurrent ? 2 : 1))
      self.init(
        state: PlaNetState(features: Array(tensors.prefix(isRecurrent ? 2 : 1))),
        posterior: DiagonalNormal(mean: rest[0], deviation: rest[1]),
        prior: isRecurrent ? nil : DiagonalNormal(mean: rest[2], deviation: rest[3]))
    }
  }

  private let network: PlaNetNetwork
  private let length: Int
  private let sequences: Int
  private let actionParts: Tensor
  private let embeddingParts: Tensor
  private let noise: Tensor?
  private let pass: Pass
  private var isRecurrent: Bool { network.configuration.variant.isRecurrent }

  init(
    _ network: PlaNetNetwork, length: Int, sequences: Int, actionParts: Tensor, embeddingParts: Tensor,
    noise: Tensor?, pass: Pass
  ) {
    (self.network, self.length, self.sequences) = (network, length, sequences)
    (self.actionParts, self.embeddingParts, self.noise, self.pass) = (
      actionParts, embeddingParts, noise, pass
    )
  }

  private func step(
    _ state: PlaNetState, actionPart: Tensor, embeddingPart: Tensor, noise: Tensor?, pass: Pass
  ) -> Step {
    let outlook = network.dynamics.step(state, actionPart: actionPart, pass: pass)
    let prior = isRecurrent ? nil : network.dynamics.prior(outlook, pass: pass)
    let filtered = network.dynamics.filter(
      outlook, prior: prior, embeddingPart: embeddingPart, noise: noise, pass: pass)
    return Step(state: filtered.state, posterior: filtered.posterior, prior: prior)
  }

  /// Traces every operation of every step separately.
  func unrolled() -> Step {
    var state = network.initialState(rows: sequences, in: pass.graph)
    var all: [[Tensor]] = []
    for number in 0..<length {
      let next = step(
        state, actionPart: actionParts.rows(of: number, sequences),
        embeddingPart: embeddingParts.rows(of: number, sequences), noise: noise?.rows(of: number, sequences),
        pass: pass)
      state = next.state
      all.append(next.tensors)
    }
    return Step(
      all[0].indices.map { index in .concatenate(all.map { $0[index] }, axis: 0) }, isRecurrent: isRecurrent)
  }

  /// Computes all steps in one launch; nil on CPUs, and if a step cannot be computed row by row.
  func scanned(on info: DeviceInfo) -> Step? {
    let initial = network.initialState(rows: sequences, in: pass.graph).features
    func shapes(_ tensors: [Tensor]) -> [[Int]] { tensors.map { Array($0.shape.dropFirst()) } }
    let (inputs, constants) = ([actionParts, embeddingParts], noise.map { [$0] } ?? [])
    guard !info.isCPU,
      let scan = try? RowScan(
        steps: length, rows: sequences, carry: shapes(initial), inputs: shapes(inputs),
        constants: shapes(constants), info: info,
        step: { graph, carry, inputs, constants in
          let next = step(
            PlaNetState(features: carry), actionPart: inputs[0], embeddingPart: inputs[1],
            noise: constants.first, pass: Pass(graph, isTraining: true))
          return (carry: next.state.features, outputs: next.tensors)
        })
    else { return nil }
    return Step(scan(carry: initial, inputs: inputs, constants: constants), isRecurrent: isRecurrent)
  }
}
