import Device
import Operations

/// Makes an executable: places values in memory, and binds launches.
final class ExecutableBinding {
  private(set) var steps: [Executable.Step] = []
  /// The number of `steps` at the end that belong to the update.
  private var updateSteps = 0
  private(set) var inputs: [String: DeviceArray] = [:]
  /// The inputs of the graph that nothing depends on.
  let unusedInputs: Set<String>
  private(set) var outputs: [String: DeviceArray] = [:]
  private(set) var arenaBytes = 0
  let inputBlock: InputBlock
  /// The places of the reported outputs in the downloaded block.
  private(set) var reported: [String: InputBlock.Entry] = [:]

  let inputMemory: Buffer
  /// The memory that is filled with zeros at the beginning of each run.
  private var cleared: [Buffer] = []
  /// The copies at the end of each run.
  private var copies: [(source: Buffer, target: Buffer)] = []
  private var download: Buffer?

  private let program: Executable.Program
  private let store: VariableStore
  private let context: OperationContext
  private let options: Executable.Options
  private let lowered: Lowering
  private var graph: Graph { lowered.graph }
  private var plan: MemoryPlan
  /// The memory outside the arena.
  private var external: [DeviceArray] = []
  private var externalOf: [Value: Int] = [:]
  /// The gradients that are copied to the block after all launches.
  private var gradientCopies: [(value: Value, target: DeviceArray)] = []
  /// The values that are copied to variables after all launches.
  private var assignmentCopies: [(value: Value, variable: Variable)] = []
  /// The number of uses of each value, as nodes' inputs and as the program's results.
  private var users: [Value: Int] = [:]
  private var scratch: [(sizes: [Int], offsets: [Int])] = []
  private var reportBytes = 0
  private let carried: [(input: String, value: Tensor)]
  private var arena: Buffer?

  init(
    _ program: Executable.Program, graph: Graph, store: VariableStore, context: OperationContext,
    options: Executable.Options
  ) throws {
    self.program = program
    self.store = store
    self.context = context
    self.options = options
    let names = program.outputs.keys.sorted()
    carried = options.carried.sorted { $0.key < $1.key }.map { (input: $0.key, value: $0.value) }
    let gradients = program.gradients.compactMap(\.gradient)
    let wanted =
      names.map { program.outputs[$0]! } + carried.map(\.value) + gradients + program.assignments.map(\.value)
    for tensor in wanted { precondition(tensor.graph === graph, "a result belongs to another graph") }
    program.check()
    lowered = Lowering(
      graph, roots: wanted.map(\.value),
      transformations: options.transformations.suited(isCPU: context.isCPU))
    if let large = lowered.graph.nodes.lazy.flatMap(\.outputs).first(where: {
      $0.count > DeviceArray.largestCount
    }) {
      throw ModelTooLarge(
        share: Double(DeviceArray.largestCount) / Double(large.count),
        description:
          "this model needs a tensor of \(large), but \(DeviceArray.largestCount) elements are the most; use smaller batches or networks"
      )
    }
    plan = MemoryPlan(Graph())
    unusedInputs = Set(graph.inputTypes.keys).subtracting(lowered.graph.inputTypes.keys)
    inputBlock = InputBlock(
      settings: options.settings, inputs: lowered.graph.inputTypes, kept: options.keptInputs)
    inputMemory = try options.inputBlock ?? context.device.makeBuffer(byteCount: inputBlock.byteCount)
    for value in lowered.graph.nodes.flatMap(\.inputs) + lowered.roots { users[value, default: 0] += 1 }
    try placeSources()
    let results = names.count + carried.count
    var kept = Array(lowered.roots.prefix(results))
    try placeGradients(Array(lowered.roots.dropFirst(results).prefix(gradients.count)), kept: &kept)
    try placeReported(names)
    placeAssignments(Array(lowered.roots.suffix(program.assignments.count)), kept: &kept)
    plan = MemoryPlan(
      lowered.graph, external: externalOf, kept: kept, transformations: options.transformations)
    let sizes = try scratchSizes()
    scratch = Array(zip(sizes, plan.layOut(scratch: sizes)))
    arenaBytes = plan.arenaSize
    let largest = min(Double(context.device.info.largestAllocation), options.largestArena ?? .infinity)
    if Double(arenaBytes) > largest {
      throw ModelTooLarge(
        share: largest / Double(arenaBytes),
        description:
          "\(context.device.info.name) cannot hold the \(arenaBytes >> 20) MiB that this model needs in one piece (at most \(Int(largest) >> 20) MiB); use smaller batches or networks"
      )
    }
  }

  // MARK: Memory outside the arena

  private func makeExternal(_ array: DeviceArray) -> Int {
    external.append(array)
    return external.count - 1
  }

  private func placeSources() throws {
    let queue = try context.device.makeQueue(profiling: false)
    let plain = OperationContext(device: context.device)
    for (index, node) in graph.nodes.enumerated() {
      guard let source = node.operation.source else { continue }
      let array: DeviceArray
      switch source {
      case .input(let name):
        array = inputBlock.array(name, in: inputMemory)!
        inputs[name] = array
      case .variable(let variable):
        array = store.array(of: variable)
      case .constant(let values):
        array = try plain.makeArray(node.outputs[0].shape)
        try queue.upload(HostMemory(values), to: array.buffer, byteOffset: 0)
      }
      externalOf[Value(node: index, output: 0)] = makeExternal(array)
    }
    try queue.finish()
  }

  /// Places reported outputs in one block of memory if possible, so that they are computed there.
  private func placeReported(_ names: [String]) throws {
    let wanted = names.enumerated().filter { options.reported.contains($0.element) }
    precondition(wanted.count == options.reported.count, "reported outputs \(options.reported) of \(names)")
    // A single output is downloaded from where it is.
    guard wanted.count > 1 else { return }
    for (index, name) in wanted {
      let type = graph.type(of: lowered.roots[index])
      let offset = reportBytes.divided(by: Buffer.alignment) * Buffer.alignment
      reported[name] = InputBlock.Entry(offset: offset, type: type)
      reportBytes = offset + type.byteCount
    }
    let block = try context.device.makeBuffer(byteCount: reportBytes)
    download = block
    for (index, name) in wanted {
      let value = lowered.roots[index]
      guard externalOf[value] == nil, case .separate = graph.nodes[value.node].operation.memory else {
        continue
      }
      let entry = reported[name]!
      externalOf[value] = makeExternal(
        DeviceArray(
          buffer: block.slice(byteOffset: entry.offset, byteCount: entry.type.byteCount),
          shape: entry.type.shape, type: entry.type.element))
    }
  }

  /// Places gradients in the block, so that they are computed where they belong.
  private func placeGradients(_ values: [Value], kept: inout [Value]) throws {
    guard let block = options.gradientBlock, let layout = store.layout else {
      precondition(program.gradients.isEmpty, "gradients without a block for them")
      return
    }
    precondition(
      block.count == layout.count, "a gradient block of \(block.count) for parameters of \(layout.count)")
    cleared = [block.buffer]
    let variables = program.gradients.filter { $0.gradient != nil }.map(\.variable)
    for (variable, value) in zip(variables, values) {
      let place = store.parameterIndex(of: variable)
      let target = layout.slice(place, of: block)
      let number = makeExternal(target)
      if externalOf[value] != nil {
        gradientCopies.append((value, target))
        kept.append(value)
        continue
      }
      // Follows the chain of additions in place back to the zeros, as long as nothing else reads the sums.
      var link: Value? = value
      while let current = link, externalOf[current] == nil {
        externalOf[current] = number
        link = nil
        if case .accumulates(let inputs) = graph.nodes[current.node].operation.memory,
          current.output < inputs.count
        {
          let sum = graph.nodes[current.node].inputs[inputs[current.output]]
          if users[sum] == 1 { link = sum }
        }
      }
    }
  }

  /// Updates a variable in its own memory if nothing reads an earlier value later.
  private func placeAssignments(_ values: [Value], kept: inout [Value]) {
    var readers: [Value: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for input in node.inputs { readers[input, default: []].append(index) }
    }
    for root in lowered.roots { readers[root, default: []].append(Int.max) }
    /// Whether node `index` is the last to read `value`, reads it once, and no view of it exists.
    func ends(_ value: Value, at index: Int) -> Bool {
      readers[value]!.filter { $0 >= index } == [index]
        && readers[value]!.allSatisfy { reader in
          guard reader < index, case .view = graph.nodes[reader].operation.memory else { return true }
          return false
        }
    }
    for (assignment, value) in zip(program.assignments, values) {
      var chain: [Value] = []
      var link = value
      while externalOf[link] == nil, let updated = updatedInput(link), ends(updated, at: link.node) {
        chain.append(link)
        link = updated
      }
      if !chain.isEmpty, graph.nodes[link.node].operation.source == .variable(assignment.variable) {
        for value in chain { externalOf[value] = externalOf[link] }
      } else {
        assignmentCopies.append((value, assignment.variable))
        kept.append(value)
      }
    }
  }

  /// The input whose memory an output may take as its update.
  private func updatedInput(_ value: Value) -> Value? {
    let node = graph.nodes[value.node]
    switch node.operation.memory {
    case .updates(let inputs, let outputs):
      return outputs.firstIndex(of: value.output).map { node.inputs[inputs[$0]] }
    case .accumulates(let inputs):
      return value.output < inputs.count ? node.inputs[inputs[value.output]] : nil
    default: return nil
    }
  }

  // MARK: Binding

  /// Binds all launches in `arena`, a whole buffer of at least `arenaBytes`.
  func bind(in arena: Buffer) throws {
    precondition(
      arena.byteCount >= arenaBytes, "an arena of \(arena.byteCount) bytes where \(arenaBytes) are needed")
    self.arena = arena
    for (index, node) in graph.nodes.enumerated() {
      var free = zip(scratch[index].sizes, scratch[index].offsets).makeIterator()
      let scratchContext = OperationContext(
        device: context.device, forced: context.forced, selection: context.selection, draws: draws,
        fixesRows: context.fixesRows, precision: context.precision,
        allocate: { [self] size in
          if let (planned, offset) = free.next(), planned == size {
            return arena.slice(byteOffset: offset, byteCount: size)
          }
          return try context.device.makeBuffer(byteCount: size)
        })
      try bind(node, index: index, context: scratchContext)
      context.adoptNotes(of: scratchContext)
    }
    try bindCopies()
    try bindReport()
    for (input, value) in zip(carried.map(\.input), lowered.roots.dropFirst(program.outputs.count)) {
      guard let target = inputs[input] else { continue }
      precondition(options.keptInputs.contains(input), "a value is carried to \(input), which is not kept")
      copies.append((array(value).buffer, target.buffer))
    }
    try bindSum()
    if let update = options.update {
      let launches = try update(
        Dictionary(
          uniqueKeysWithValues: options.settings.keys.map { ($0, inputBlock.array($0, in: inputMemory)!) }))
      updateSteps = launches.count
      steps += launches
    }
  }

  /// Adds the gradients to those of the earlier parts.
  private func bindSum() throws {
    guard let sum = options.gradientSum, let gradients = options.gradientBlock else {
      precondition(
        options.parts == 1, "\(options.parts) parts without a block for the sum of their gradients")
      return
    }
    let type = TensorType(sum.shape)
    append(
      try PointwiseExpression(.add).launches(inputs: [sum, gradients], output: sum, context: context),
      operation: "sum_gradients", inputs: [type, type], outputs: [type],
      work: Work(bytes: Double(3 * type.byteCount)))
  }

  private func bindReport() throws {
    if options.reported.count == 1, let name = options.reported.first, let output = outputs[name] {
      download = output.buffer
      reported[name] = InputBlock.Entry(offset: 0, type: TensorType(output.shape, output.type))
    }
    for (name, entry) in reported {
      let place = download!.slice(byteOffset: entry.offset, byteCount: entry.type.byteCount)
      if outputs[name]!.buffer != place { copies.append((outputs[name]!.buffer, place)) }
    }
  }

  /// The contents of the run at a place among the parts of a batch.
  func contents(_ place: Executable.Part.Place) -> SequenceContents {
    let cleared = (place.isFirst ? options.gradientSum.map { [$0.buffer] } ?? [] : []) + self.cleared
    let steps = steps.dropLast(place.isLast ? 0 : updateSteps)
    return SequenceContents(
      upload: inputMemory.slice(byteOffset: 0, byteCount: inputBlock.givenBytes),
      commands: cleared.map { .fill($0, pattern: 0) } + steps.map { .launch($0.launch) }
        + copies.map { .copy(from: $0.source, to: $0.target) },
      download: download, isUrgent: options.isUrgent)
  }

  /// The sequences of all parts of a batch: at most three, since all parts between the first and the last are
  /// alike.
  func makeSequences() throws -> [Executable.Part.Place: any CommandSequence] {
    let places = Set((0..<options.parts).map { Executable.Part($0, of: options.parts).place })
    return Dictionary(
      uniqueKeysWithValues: try places.map { ($0, try context.device.makeSequence(contents($0))) })
  }

  /// Binds the copies that follow all launches. Variables keep their old values until everything that reads
  /// them is done.
  private func bindCopies() throws {
    for (value, target) in gradientCopies { try assign(array(value), to: target) }
    let targets = assignmentCopies.map { store.array(of: $0.variable).buffer }
    func preserved(_ array: DeviceArray) throws -> DeviceArray {
      guard targets.contains(where: array.buffer.overlaps) else { return array }
      let copy = try OperationContext(device: context.device).makeArray(array.shape)
      try assign(array, to: copy)
      return copy
    }
    for (name, value) in zip(program.outputs.keys.sorted(), lowered.roots) {
      outputs[name] = try preserved(array(value))
    }
    let changes = try assignmentCopies.filter { value, variable in
      array(value).buffer != store.array(of: variable).buffer
    }.map { value, variable in (try preserved(array(value)), store.array(of: variable)) }
    for (source, target) in changes { try assign(source, to: target) }
  }

  private func assign(_ source: DeviceArray, to target: DeviceArray) throws {
    let type = TensorType(source.shape)
    append(
      try copy(source, to: target, context), operation: "assign", inputs: [type], outputs: [type],
      work: Work(bytes: Double(2 * type.byteCount)))
  }

  private var draws: RandomDraws {
    RandomDraws(seed: options.seed, step: inputBlock.array(InputBlock.step, in: inputMemory)!)
  }

  /// The sizes of the scratch memory of each node, in bytes, in order.
  private func scratchSizes() throws -> [[Int]] {
    let device = PlanningDevice(context.device)
    func planned(_ type: TensorType) -> DeviceArray {
      DeviceArray(
        buffer: device.makeBuffer(byteCount: type.byteCount), shape: type.shape, type: type.element)
    }
    return try graph.nodes.map { node in
      var sizes: [Int] = []
      let context = OperationContext(
        device: device, forced: context.forced, selection: context.selection, draws: draws,
        fixesRows: context.fixesRows, precision: context.precision,
        allocate: { size in
          sizes.append(size)
          return device.makeBuffer(byteCount: size)
        })
      _ = try node.operation.bind(
        inputs: node.inputs.map { planned(graph.type(of: $0)) }, outputs: node.outputs.map(planned),
        context: context)
      return sizes
    }
  }

  private func bind(_ node: Graph.Node, index: Int, context: OperationContext) throws {
    let values = node.outputs.indices.map { Value(node: index, output: $0) }
    let inputs = node.inputs.map(array)
    let outputs = values.map(array)
    var launches: [any Launch] = []
    var bound = inputs
    switch node.operation.memory {
    case .view:
      if plan.isPlaced(view: values[0]) { return }
    case .joins(let axis):
      launches = try joins(
        node, values[0], axis: axis, inputs: inputs, output: outputs[0], context: context)
      append(launches, node)
      return
    case .accumulates(let sums):
      for (output, input) in sums.enumerated() {
        if plan.place(of: node.inputs[input]) != plan.place(of: values[output]) {
          launches += try copy(inputs[input], to: outputs[output], context)
        }
        bound[input] = outputs[output]
      }
    default: break
    }
    if node.operation.isZeros, let block = options.gradientBlock,
      plan.storage(of: values[0]).external != nil
    {
      precondition(!cleared.isEmpty && block.count > 0, "zeros in a gradient block that is not cleared")
      return
    }
    launches += try node.operation.bind(inputs: bound, outputs: outputs, context: context)
    append(launches, node, products: context.products)
  }

  /// Copies those inputs of a join that were not computed in place.
  private func joins(
    _ node: Graph.Node, _ value: Value, axis: Int, inputs: [DeviceArray], output: DeviceArray,
    context: OperationContext
  ) throws -> [any Launch] {
    let place = plan.place(of: value)
    var offset = place.offset
    let isPlaced = node.inputs.map { input in
      defer { offset += graph.type(of: input).byteCount }
      return plan.place(of: input) == MemoryPlan.Place(storage: place.storage, offset: offset)
    }
    if isPlaced.allSatisfy({ $0 }) { return [] }
    return try Concatenation.concatenate(
      inputs, axis: axis, output: output, except: isPlaced, context: context)
  }

  private func append(_ launches: [any Launch], _ node: Graph.Node, products: [ProductShape] = []) {
    let inputs = node.inputs.map(graph.type(of:))
    append(
      launches, operation: node.operation.name, inputs: inputs, outputs: node.outputs,
      work: node.operation.work(inputs: inputs, outputs: node.outputs), products: products)
  }

  private func append(
    _ launches: [any Launch], operation: String, inputs: [TensorType], outputs: [TensorType], work: Work,
    products: [ProductShape] = []
  ) {
    for (index, launch) in launches.enumerated() {
      steps.append(
        Executable.Step(
          launch: launch, operation: operation, inputs: inputs, outputs: outputs,
          work: index == 0 ? work : Work(), products: index == 0 ? products : []))
    }
  }

  private func array(_ value: Value) -> DeviceArray {
    let type = graph.type(of: value)
    let (place, storage) = (plan.place(of: value), plan.storage(of: value))
    let (memory, start) = storage.external.map { (external[$0].buffer, 0) } ?? (arena!, storage.offset!)
    return DeviceArray(
      buffer: memory.slice(byteOffset: start + place.offset, byteCount: type.byteCount), shape: type.shape,
      type: type.element)
  }
}
