import Device
import Operations

/// Makes a `TracedOperation` from a request: provides the inputs as tensors, checks the request, and takes
/// the outputs.
package final class OperationTrace {
  package let request: OperationRequest
  private let graph: Graph
  private let device: DeviceInfo
  private var inputs: [String: TracedOperation.Port] = [:]
  private var outputs: [String: TracedOperation.Port] = [:]
  private var parameters: [String: Variable] = [:]
  /// The inputs to which no gradient flows, and the outputs from which none comes.
  private var constants: Set<String> = []
  /// The other operation in the same graph, if this one repeats it.
  private let first: TracedOperation?

  init(_ request: OperationRequest, device: DeviceInfo) {
    self.request = request
    self.device = device
    graph = Graph()
    first = nil
  }

  /// A repetition of the operation `first` in the same graph, with the same parameters and other inputs.
  init(repeating first: TracedOperation, device: DeviceInfo) {
    request = first.request
    self.device = device
    graph = first.graph
    parameters = first.parameters
    self.first = first
  }

  // MARK: Inputs

  /// Input `name`, in the device's layout.
  ///
  /// Throws if the request has no such input, or if its rank or type is wrong, or if it is empty or larger
  /// than the device can hold. An input without a gradient `isConstant`.
  package func input(
    _ name: String, rank: Int? = nil, type: ElementType = .float32, layout: Layout? = nil,
    isConstant: Bool = false
  ) throws -> Tensor {
    let (shape, layout) = try checked(name, rank: rank, type: type, layout: layout)
    if isConstant || type != .float32 { constants.insert(name) }
    return add(name, graph.input(graphName("input", name), shape, type), layout)
  }

  /// A parameter, whose gradient is added to a sum.
  package func parameter(_ name: String, rank: Int? = nil, layout: Layout? = nil) throws -> Tensor {
    let (shape, layout) = try checked(name, rank: rank, type: .float32, layout: layout)
    let variable = parameters[name] ?? Variable(name, shape: shape, role: .parameter(decays: false))
    parameters[name] = variable
    return add(name, graph.variable(variable), layout)
  }

  private func add(_ name: String, _ tensor: Tensor, _ layout: Layout) -> Tensor {
    inputs[name] = TracedOperation.Port(tensor: tensor, layout: layout)
    return tensor
  }

  private func checked(_ name: String, rank: Int?, type: ElementType, layout: Layout?) throws -> (
    shape: [Int], layout: Layout
  ) {
    guard let input = request.inputs[name] else {
      throw request.mismatch("the input \"\(name)\" is missing")
    }
    let wanted = layout?.axes.count ?? rank
    try request.require(
      wanted == nil || wanted == input.shape.count,
      "the input \"\(name)\" has shape \(input.shape), but must have \(wanted ?? 0) dimensions")
    try request.require(
      input.type == type, "the input \"\(name)\" holds \(input.type.rawValue), but must hold \(type.rawValue)"
    )
    try request.require(
      input.shape.allSatisfy { $0 > 0 },
      "the input \"\(name)\" has shape \(input.shape); every size must be at least 1")
    try request.require(
      isHeld(input.shape, type),
      "the input \"\(name)\" has shape \(input.shape), which \(device.name) cannot hold; use smaller sizes")
    let layout = layout ?? .same(input.shape.count)
    return (layout.deviceShape(input.shape), layout)
  }

  // MARK: Outputs

  /// Throws if output `name` would be empty, or larger than the device can hold. To be called before a node
  /// with such an output is made.
  package func check(_ shape: [Int], of name: String = "output") throws {
    try request.require(
      shape.allSatisfy { $0 > 0 } && isHeld(shape, .float32),
      "the output \"\(name)\" would have shape \(shape), which \(device.name) cannot hold; use smaller sizes")
  }

  /// Takes an output. An output from which no gradient comes `isConstant`.
  package func output(
    _ tensor: Tensor, _ name: String = "output", layout: Layout? = nil, isConstant: Bool = false
  ) throws {
    try check(tensor.shape, of: name)
    if isConstant { constants.insert(Self.constant(output: name)) }
    outputs[name] = TracedOperation.Port(tensor: tensor, layout: layout ?? .same(tensor.shape.count))
  }

  /// Whether an array of this shape fits one buffer of the device, and the 31 bits of kernels' indices.
  private func isHeld(_ shape: [Int], _ type: ElementType) -> Bool {
    let count = shape.reduce(1.0) { $0 * Double($1) }
    return count <= Double(DeviceArray.largestCount)
      && count * Double(type.byteCount) <= Double(device.largestAllocation)
  }

  /// The name of an input of the graph.
  private func graphName(_ kind: String, _ name: String) -> String {
    TracedOperation.graphNames(kind, name)[first == nil ? 0 : 1]
  }

  // MARK: Gradients

  /// The inputs so far that have a gradient.
  var differentiable: Set<String> { Set(inputs.keys).subtracting(constants) }

  /// The operation with the requested gradients. If it repeats another one, the gradients of parameters are
  /// sums over both operations.
  ///
  /// Throws if the operation has no gradient for a requested input.
  func finish() throws -> TracedOperation {
    for name in request.differentiated.sorted() where inputs[name] == nil || constants.contains(name) {
      throw request.mismatch("it has no gradient for \"\(name)\"")
    }
    let forwardNodes = graph.nodes.count
    let wanted = request.differentiated.sorted().filter { first == nil || parameters[$0] != nil }
    var cotangents: [String: TracedOperation.Port] = [:]
    if !wanted.isEmpty {
      for (name, port) in outputs
      where port.tensor.element == .float32 && !constants.contains(Self.constant(output: name)) {
        let cotangent = graph.input(graphName("cotangent", name), port.tensor.shape)
        cotangents[name] = TracedOperation.Port(tensor: cotangent, layout: port.layout)
      }
    }
    var pairs = cotangents.sorted { $0.key < $1.key }.map { (outputs[$0]!.tensor, $1.tensor) }
    if let first {
      pairs += first.cotangents.sorted { $0.key < $1.key }.map { (first.outputs[$0]!.tensor, $1.tensor) }
    }
    let found = graph.gradients(of: pairs, with: wanted.map { inputs[$0]!.tensor })
    var gradients: [String: TracedOperation.Port] = [:]
    for (name, gradient) in zip(wanted, found) {
      guard let gradient else { throw request.mismatch("it has no gradient for \"\(name)\"") }
      gradients[name] = TracedOperation.Port(tensor: gradient, layout: inputs[name]!.layout)
    }
    return TracedOperation(
      request: request, graph: graph, inputs: inputs, outputs: outputs, cotangents: cotangents,
      gradients: gradients, parameters: parameters, forwardNodes: forwardNodes)
  }

  private static func constant(output: String) -> String { "output \(output)" }
}
