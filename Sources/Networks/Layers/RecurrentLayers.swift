import Tensors

/// The four tensors of a recurrent cell in PyTorch, with stacked gates: weight_ih, weight_hh, bias_ih,
/// bias_hh.
struct RecurrentVariables: Sendable {
  let weightInput: Variable
  let weightHidden: Variable
  let biasInput: Variable
  let biasHidden: Variable

  init(
    _ builder: ModelBuilder, _ name: String, inputs: Int, units: Int, gates: Int, initializer: Initializer?
  ) {
    let initializer = initializer ?? .pyTorchRecurrent(units: units)
    func weight(_ suffix: String, _ columns: Int) -> Variable {
      builder.add(
        "\(name).weight_\(suffix)", shape: [gates * units, columns], role: .parameter(decays: true),
        initializer: initializer, fanIn: columns, fanOut: gates * units)
    }
    func bias(_ suffix: String) -> Variable {
      builder.add(
        "\(name).bias_\(suffix)", shape: [gates * units], role: .parameter(decays: false),
        initializer: .pyTorchRecurrent(units: units), fanIn: units, fanOut: gates * units)
    }
    weightInput = weight("ih", inputs)
    weightHidden = weight("hh", units)
    biasInput = bias("ih")
    biasHidden = bias("hh")
  }
}

/// A gated recurrent unit, with the reset gate after the recurrent product (Cho et al. 2014; cuDNN's and
/// PyTorch's `GRUCell`).
public struct GRULayer: Sendable {
  private let variables: RecurrentVariables

  /// `initializer` initializes the weights; nil for PyTorch's default.
  public init(
    _ builder: ModelBuilder, _ name: String, inputs: Int, units: Int, initializer: Initializer? = nil
  ) {
    variables = RecurrentVariables(
      builder, name, inputs: inputs, units: units, gates: 3, initializer: initializer)
  }

  /// The next states [copies · rows, units] for inputs [copies · rows, inputs] and hidden states [rows,
  /// units]. Each hidden state belongs to `copies` adjacent inputs, and is multiplied only once.
  public func callAsFunction(_ input: Tensor, hidden: Tensor, copies: Int = 1, pass: Pass) -> Tensor {
    // What the input's product reads is not needed any more when the other's is computed.
    let inputGates = input.linear(
      pass.value(of: variables.weightInput), bias: pass.value(of: variables.biasInput))
    let gates = hidden.linear(
      pass.value(of: variables.weightHidden), bias: pass.value(of: variables.biasHidden))
    return .gruGates(
      input: inputGates, hiddenGates: gates.repeatingRows(copies), hidden: hidden.repeatingRows(copies))
  }
}

/// A long short-term memory (Hochreiter and Schmidhuber 1997; PyTorch's `LSTMCell`).
public struct LSTMLayer: Sendable {
  private let variables: RecurrentVariables

  /// `initializer` initializes the weights; nil for PyTorch's default.
  public init(
    _ builder: ModelBuilder, _ name: String, inputs: Int, units: Int, initializer: Initializer? = nil
  ) {
    variables = RecurrentVariables(
      builder, name, inputs: inputs, units: units, gates: 4, initializer: initializer)
  }

  /// The new hidden states and cells, each [rows, units], for inputs [rows, inputs] and hidden states and
  /// cells [rows, units].
  public func callAsFunction(_ input: Tensor, hidden: Tensor, cell: Tensor, pass: Pass) -> (
    hidden: Tensor, cell: Tensor
  ) {
    let gates =
      input.linear(pass.value(of: variables.weightInput), bias: pass.value(of: variables.biasInput))
      + hidden.linear(pass.value(of: variables.weightHidden))
    return Tensor.lstmGates(gates, bias: pass.value(of: variables.biasHidden), cell: cell)
  }
}
