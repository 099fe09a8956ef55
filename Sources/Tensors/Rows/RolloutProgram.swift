import Device
import Operations

/// Samples plans and evaluates them in a model in one launch. A work-group takes a tile of candidates through
/// all steps, using the same body for every step, keeping the state in the tile's memory, and summing the
/// rewards (`Kernels/rollout.cl`).
package struct RolloutProgram: Sendable {
  /// The numbers of plans and of their actions.
  package struct Sizes: Sendable, Hashable {
    package let steps: Int
    package let environments: Int
    package let candidates: Int
    /// The number of dimensions of an action.
    package let dimensions: Int

    package init(steps: Int, environments: Int, candidates: Int, dimensions: Int) {
      (self.steps, self.environments) = (steps, environments)
      (self.candidates, self.dimensions) = (candidates, dimensions)
    }

    package var rows: Int { environments * candidates }
  }

  /// One step of some rows, in a graph of its own. Inputs are the `action` [rows, dimensions], the parts of
  /// the state, and standard normal numbers [rows, ...].
  package struct Body {
    package let state: [Tensor]
    package let action: Tensor
    /// The noise inputs in the order in which they are drawn.
    package let noise: [(name: String, tensor: Tensor)]
    /// The parts of the next state.
    package let next: [Tensor]
    /// The reward: [rows].
    package let reward: Tensor

    package init(
      state: [Tensor], action: Tensor, noise: [(name: String, tensor: Tensor)], next: [Tensor], reward: Tensor
    ) {
      (self.state, self.action, self.noise, self.next, self.reward) = (state, action, noise, next, reward)
    }
  }

  package let sizes: Sizes
  package let form: RowForm
  /// The operations of a step, in order.
  package let parts: [RowProgram.Part]
  /// The size of the tile's memory, in bytes.
  package let tileBytes: Int
  /// The names of the body's noise inputs, and the number of elements per row of each.
  let noise: [(name: String, count: Int)]
  /// The parameters in the order in which the kernel reads them, in a graph of its own: [count].
  let parameters: Tensor
  let kernel: Program
  /// Whether noise is drawn. Otherwise it is given.
  let draws: Bool
  /// Whether the tile is in local memory. Otherwise each work-group has a part of global memory.
  package let isLocal: Bool

  /// Makes the program of the step that `trace` traces for a number of rows. With `draws` the device draws
  /// all noise, otherwise it is given.
  ///
  /// Throws if an operation has no row form, or if a tile of a single candidate does not fit a GPU's local
  /// memory.
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

  /// The name of the body's input for part `index` of the state.
  package static func stateName(_ index: Int) -> String { "state \(index)" }

  /// The number of tiles.
  package var groups: Int { sizes.rows.divided(by: form.rows) }

  /// Samples plans by mean and deviation [steps, environments, dimensions], clipped to `low` and `high`, and
  /// evaluates them from `state`. Returns their actions [steps, environments, candidates, dimensions] and
  /// returns [environments, candidates].
  ///
  /// Given noise is `actionNoise`, in the actions' shape, and `noise` [steps, environments, candidates, ...]
  /// by the names in the body.
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
