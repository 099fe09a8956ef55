import Device

/// A function of several arrays, applied element by element: a chain of simple functions in one kernel.
///
/// Its inputs broadcast by NumPy's rule.
package struct PointwiseExpression: Hashable, Sendable {
  /// One step. Operands below `inputCount` are inputs, the others results of earlier steps.
  package struct Step: Hashable, Sendable {
    package let function: PointwiseFunction
    package let operands: [Int]

    package init(_ function: PointwiseFunction, _ operands: [Int]) {
      precondition(
        function.operands == operands.count, "\(function.name) of \(operands.count) operands")
      self.function = function
      self.operands = operands
    }
  }

  package let inputCount: Int
  package let steps: [Step]

  /// There must be at least one step; the last step's result is the expression's.
  package init(inputCount: Int, steps: [Step]) {
    self.inputCount = inputCount
    self.steps = steps
  }

  /// A single function of its operands.
  package init(_ function: PointwiseFunction) {
    self.init(inputCount: function.operands, steps: [Step(function, Array(0..<function.operands))])
  }

  /// A name for reports, such as `multiply_add`.
  package var name: String { steps.map(\.function.name).joined(separator: "_") }

  /// This expression with input `index` replaced by another expression, whose inputs come last.
  package func replacing(input index: Int, with other: PointwiseExpression) -> PointwiseExpression {
    let kept = inputCount - 1
    let newCount = kept + other.inputCount
    let otherSteps = other.steps.map { step in
      Step(
        step.function,
        step.operands.map { $0 < other.inputCount ? kept + $0 : newCount + $0 - other.inputCount })
    }
    let replaced = newCount + other.steps.count - 1
    let ownSteps = steps.map { step in
      Step(
        step.function,
        step.operands.map { operand in
          if operand == index { return replaced }
          if operand < inputCount { return operand < index ? operand : operand - 1 }
          return newCount + other.steps.count + operand - inputCount
        })
    }
    return PointwiseExpression(inputCount: newCount, steps: otherSteps + ownSteps)
  }

  /// This expression with inputs that are the same array merged into one: `same[i]` is the new index of input
  /// i.
  package func merging(_ same: [Int], count: Int) -> PointwiseExpression {
    PointwiseExpression(
      inputCount: count,
      steps: steps.map { step in
        Step(step.function, step.operands.map { $0 < inputCount ? same[$0] : $0 - inputCount + count })
      })
  }
}

extension PointwiseExpression {
  /// The steps in OpenCL C and the name of the result. The inputs are expressions of type floatv; all new
  /// names begin with `prefix`.
  package func statements(of inputs: [String], prefix: String) -> (text: String, result: String) {
    precondition(inputs.count == inputCount, "\(name) of \(inputs.count) inputs")
    let loads = inputs.enumerated().map { "floatv \(prefix)\($0) = \($1);" }
    let values = steps.enumerated().map { index, step in
      "floatv \(prefix)\(inputCount + index) = \(step.function.source(step.operands.map { "\(prefix)\($0)" }));"
    }
    return ((loads + values).joined(separator: " "), "\(prefix)\(inputCount + steps.count - 1)")
  }

  /// output = the expression of the inputs. The output may be an input of the same shape.
  package func launches(inputs: [DeviceArray], output: DeviceArray, context: OperationContext) throws
    -> [any Launch]
  {
    precondition(inputs.count == inputCount, "\(name) of \(inputs.count) inputs")
    guard let shape = BroadcastShape(output: output.shape, operands: inputs.map(\.shape)) else {
      preconditionFailure("\(name): \(inputs.map(\.shape)) to \(output.shape)")
    }
    let isFlat = shape.sizes.dropLast().allSatisfy { $0 == 1 }
    let columns = shape.strides.map { $0.last! != 0 }
    var arguments = inputs.map(Argument.array) + [.array(output), .int(output.count)]
    if isFlat, let wide = try wideLaunch(arguments, columns, count: output.count, context: context) {
      return [wide]
    }
    if !isFlat {
      arguments += shape.sizes.map(Argument.int)
      arguments += shape.strides.flatMap { $0.map(Argument.int) }
    }
    return [
      try context.launchFlat(
        "pointwise", in: "broadcast", after: ["exponential", "activation"], arguments, count: output.count,
        text: isFlat ? flatSource(columns) : rowSource(columns))
    ]
  }

  /// The kernel for inputs that have the output's shape or are a single number.
  private func flatSource(_ columns: [Bool]) -> String {
    """
    KERNEL void pointwise(\(pointers)GLOBAL float* output, int count) {
      int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count);
      for (int i = start; i < end; i += WIDTH) {
        int n = end - i;
    \(computation { columns[$0] ? "load_part(a\($0) + i, n, 0)" : "(floatv)(a\($0)[0])" })
        store_part(\(result), output + i, n);
      }
    }

    """
  }

  /// The kernel for inputs that are repeated along some of RANK merged axes.
  private func rowSource(_ columns: [Bool]) -> String {
    let inputs = 0..<inputCount
    return """
      KERNEL void pointwise(\(pointers)GLOBAL float* output, int count, AXES(size)\(inputs.map { ", AXES(stride\($0)_)" }.joined())) {
        const int size[RANK] = LIST(size)\(inputs.map { ", stride\($0)[RANK] = LIST(stride\($0)_)" }.joined());
        int start = get_global_id(0) * CHUNK, end = min(start + CHUNK, count), at[RANK];
        locate(start, size, at);
        for (int i = start; i < end; next_row(at, size)) {
          int length = min(size[RANK - 1] - at[RANK - 1], end - i);
      \(inputs.map { "    GLOBAL const float* row\($0) = a\($0) + offset(at, stride\($0));\n" }.joined())
          for (int j = 0; j < length; j += WIDTH) {
            int n = length - j;
      \(computation { columns[$0] ? "load_part(row\($0) + j, n, 0)" : "(floatv)(row\($0)[0])" })
            store_part(\(result), output + i + j, n);
          }
          i += length;
        }
      }

      """
  }

  private var pointers: String { (0..<inputCount).map { "GLOBAL const float* a\($0), " }.joined() }

  private var result: String { "x\(inputCount + steps.count - 1)" }

  private func computation(_ load: (Int) -> String) -> String {
    let loads = (0..<inputCount).map { "floatv x\($0) = \(load($0));" }
    let values = steps.enumerated().map { index, step in
      "floatv x\(inputCount + index) = \(step.function.source(step.operands.map { "x\($0)" }));"
    }
    return (loads + values).map { "      " + $0 }.joined(separator: "\n")
  }
}
