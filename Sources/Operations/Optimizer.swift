import Device
import Foundation

/// Updates of all parameters of a block at once (see `ParameterLayout`): stochastic gradient descent and
/// Adam.
package enum Optimizer {
  private static let file = "optimizer"

  /// The rule by which parameters are updated from gradients.
  package enum Rule: Sendable, Equatable {
    /// Gradient descent with momentum. Weight decay adds weightDecay · θ to the gradient (as in PyTorch's
    /// SGD).
    case descent(momentum: Float, weightDecay: Float)
    /// Adam (Kingma and Ba 2014). Weight decay adds to the gradient or, if it is `decoupled`, shrinks the
    /// parameters by learning rate · weightDecay (AdamW; Loshchilov and Hutter 2017).
    case adam(beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float, decoupled: Bool)

    /// The number of blocks of state: 1 for the velocity, or 2 for the first and second moments.
    package var slots: Int {
      switch self {
      case .descent: 1
      case .adam: 2
      }
    }
  }

  /// The chunks of a layout in a device's memory. A chunk is the work of one work-group.
  package struct Table: Sendable {
    package let layout: ParameterLayout
    fileprivate let chunks: DeviceArray

    private static let vectorChunk = 16384
    private static let groupChunk = 2048

    /// Throws if the device fails.
    package init(_ layout: ParameterLayout, context: OperationContext) throws {
      self.layout = layout
      let size = context.choose() == .vector ? Self.vectorChunk : Self.groupChunk
      var fields: [Int32] = []
      for tensor in layout.tensors {
        let end = tensor.offset + tensor.shape.product
        for start in stride(from: tensor.offset, to: end, by: size) {
          fields += [Int32(start), Int32(min(size, end - start)), tensor.decays ? 1 : 0]
        }
      }
      chunks = try context.makeArray([fields.count / 3, 3], type: .int32)
      try context.device.makeQueue(profiling: false)
        .upload(HostMemory(fields), to: chunks.buffer, byteOffset: 0).wait()
    }

    fileprivate func launch(_ kernel: String, _ arguments: [Argument], context: OperationContext) throws
      -> any Launch
    {
      let workGroups = RowWorkGroups(
        rows: chunks.shape[0], columns: Self.groupChunk, block: 1, context: context)
      return try workGroups.launch(kernel, in: file, [.array(chunks)] + arguments, context: context)
    }
  }

  /// The arrays that an update reads and writes.
  ///
  /// Shapes: parameters, gradients [block]; state [slots, block]; learningRate [1]; step [1], int32, the
  /// number of updates so far. State and step must be 0 before the first update.
  package struct Arrays: Sendable {
    package let parameters: DeviceArray
    package let gradients: DeviceArray
    package let state: DeviceArray
    package let learningRate: DeviceArray
    package let step: DeviceArray

    package init(
      parameters: DeviceArray, gradients: DeviceArray, state: DeviceArray, learningRate: DeviceArray,
      step: DeviceArray
    ) {
      self.parameters = parameters
      self.gradients = gradients
      self.state = state
      self.learningRate = learningRate
      self.step = step
    }
  }

  /// One update. It advances the step first.
  ///
  /// If `maximumNorm` is given, gradients are scaled down so that their global norm is at most that, and the
  /// norm before scaling is written to `norm` [1]. With an infinite `maximumNorm` the norm is only measured.
  /// A norm that is infinite or NaN makes all parameters NaN.
  package static func update(
    _ rule: Rule, _ arrays: Arrays, table: Table, maximumNorm: Float? = nil, norm: DeviceArray? = nil,
    context: OperationContext
  ) throws -> [any Launch] {
    let block = table.layout.count
    precondition(
      arrays.parameters.count == block && arrays.gradients.count == block
        && arrays.state.count == rule.slots * block && arrays.step.type == .int32,
      "an update of a block of \(block): parameters \(arrays.parameters.shape), gradients \(arrays.gradients.shape), state \(arrays.state.shape)"
    )
    let chunkCount = table.chunks.shape[0]
    let norm = try norm ?? context.makeArray([1])
    let partial = try context.makeArray([chunkCount])
    var launches = [
      try context.launch(
        "optimizer_advance", in: Program(["work_group", file]), [.array(arrays.step)], items: [1], local: [1])
    ]
    if maximumNorm != nil {
      launches.append(
        try table.launch("optimizer_norm", [.array(arrays.gradients), .array(partial)], context: context))
    }
    let clipping: [Argument] = [
      .int(chunkCount), .int(maximumNorm == nil ? 0 : 1), .float(maximumNorm ?? 0),
    ]
    let read: [Argument] = [.array(arrays.gradients), .array(partial), .array(arrays.learningRate)]
    let written: [Argument] = [.array(arrays.parameters), .array(arrays.state), .array(norm)]
    switch rule {
    case .descent(let momentum, let weightDecay):
      launches.append(
        try table.launch(
          "sgd_update", read + written + clipping + [.float(momentum), .float(weightDecay)], context: context)
      )
    case .adam(let beta1, let beta2, let epsilon, let weightDecay, let decoupled):
      launches.append(
        try table.launch(
          "adam_update",
          read + [.array(arrays.step)] + written + [.int(block)] + clipping + [
            .float(beta1), .float(beta2), .float(logarithm(beta1)), .float(logarithm(beta2)), .float(epsilon),
            .float(weightDecay), .int(decoupled ? 1 : 0),
          ], context: context))
    }
    return launches
  }

  /// The logarithm of a decay rate near 1, for which `Float` has too few digits.
  private static func logarithm(_ beta: Float) -> Float { Float(log(Double(beta))) }
}
