import Device
import Operations

/// Plans that are drawn and tried in a model in one launch: a work-group takes a tile of candidates through all steps, with
/// one body for every step, what goes from step to step in the tile's memory, and rewards summed (`Kernels/rollout.cl`).
package struct RolloutProgram: Sendable {
  /// How many plans of how many actions.
  package struct Sizes: Sendable, Hashable {
    package let steps: Int
    package let environments: Int
    package let candidates: Int
    /// Numbers of an action.
    package let dimensions: Int

    package init(steps: Int, environments: Int, candidates: Int, dimensions: Int) {
      (self.steps, self.environments) = (steps, environments)
      (self.candidates, self.dimensions) = (candidates, dimensions)
    }

    package var rows: Int { environments * candidates }
  }

  /// A step of some rows, in a graph of its own: inputs are the `action` [rows, dimensions], the parts of the state, and
  /// standard normal numbers [rows, ...].
  package struct Body {
    package let state: [Tensor]
    package let action: Tensor
    /// In the order in which they are drawn.
    package let noise: [(name: String, tensor: Tensor)]
    /// What the state becomes.
    package let next: [Tensor]
    /// [rows].
    package let reward: Tensor

    package init(
      state: [Tensor], action: Tensor, noise: [(name: String, tensor: Tensor)], next: [Tensor], reward: Tensor
    ) {
      (self.state, self.action, self.noise, self.next, self.reward) = (state, action, noise, next, reward)
    }
  }

  package let sizes: Sizes
  package let form: RowForm
  /// The operations of a step in order.
  package let parts: [RowProgram.Part]
  /// Bytes of the tile's memory.
  package let tileBytes: Int
  /// The names of the body's numbers, and how many a row has of them.
  let noise: [(name: String, count: Int)]
  /// The parameters in the order in which the kernel reads them: [numbers], of a graph of its own.
  let parameters: Tensor
  let kernel: Program
  /// Whether the numbers are drawn, and not given.
  let draws: Bool
  /// Whether the tile's memory is local; otherwise each work-group has a part of global memory.
  package let isLocal: Bool

  /// Of what `trace` traces for so many rows; the device draws all numbers, or they are given.
  ///
  /// Throws where an operation has no row form, or no tile has room near a GPU's units.
  package init(
    _ sizes: Sizes, draws: Bool, info: DeviceInfo, trace: (_ rows: Int) -> Body
  ) throws(RowFault) {
    let single = try RolloutEmission(sizes, draws: draws, form: RowForm(info: info), body: trace(1))
    guard let form = RowForm.plans(count: sizes.rows, bytes: 4 * single.tileCount, info: info) else {
      throw RowFault(
        "a candidate takes \(4 * single.tileCount) bytes, but a work-group has \(single.code.form.localBytes)"
      )
    }
    let emission =
      form == single.code.form
      ? single : try RolloutEmission(sizes, draws: draws, form: form, body: trace(form.rows))
    self.sizes = sizes
    self.form = form
    self.draws = draws
    parts = emission.code.parts
    tileBytes = 4 * emission.tileCount
    noise = emission.noise
    parameters = emission.code.parameterBlock()
    isLocal = tileBytes <= form.localBytes
    kernel = emission.kernel(isLocal: isLocal)
  }

  /// The input of a body that is a part of the state.
  package static func stateName(_ index: Int) -> String { "state \(index)" }

  /// How many tiles there are.
  package var groups: Int { sizes.rows.divided(by: form.rows) }

  /// Draws plans from mean and deviation [steps, environments, dimensions], not below `low` nor above `high`, tries them from
  /// `state`, and gives their actions [steps, environments, candidates, dimensions] and returns [environments, candidates].
  ///
  /// Numbers that are given are `actionNoise`, in the actions' shape, and `noise` [steps, environments, candidates, ...] by the
  /// names in the body.
  package func callAsFunction(
    mean: Tensor, deviation: Tensor, low: Tensor, high: Tensor, state: [Tensor], actionNoise: () -> Tensor,
    noise: (_ name: String, _ shape: [Int]) -> Tensor
  ) -> (actions: Tensor, returns: Tensor) {
    let graph = mean.graph
    var inputs = [graph.adopt(parameters), mean, deviation, low, high] + state
    var numbers: [UInt32] = []
    if draws {
      numbers = (0...self.noise.count).map { _ in graph.nextDraw() }
    } else {
      inputs.append(actionNoise())
      inputs += self.noise.map {
        noise($0.name, [sizes.steps, sizes.environments, sizes.candidates, $0.count])
      }
    }
    let operation = PlanRollout(
      kernel: kernel, sizes: sizes, form: form, draws: numbers,
      spillCount: isLocal ? 0 : groups * tileBytes / 4,
      flops: parts.reduce(0) { $0 + $1.flops } * Double(sizes.rows * sizes.steps))
    let outputs = graph.add(operation, inputs)
    return (outputs[0], outputs[1])
  }
}
