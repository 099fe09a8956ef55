import Tensors

/// Batch normalization over all axes but the last (PyTorch's `BatchNorm`): weight, bias, running_mean,
/// running_var.
public struct BatchNormalizationLayer: Sendable {
  private let weight: Variable
  private let bias: Variable
  private let runningMean: Variable
  private let runningVariance: Variable
  private let momentum: Float
  private let epsilon: Float

  /// Of so many channels; `momentum` is the newest batch's share in the running averages.
  public init(
    _ builder: ModelBuilder, _ name: String, channels: Int, momentum: Float = 0.1, epsilon: Float = 1e-5
  ) {
    func add(_ suffix: String, _ role: Variable.Role, _ initializer: Initializer) -> Variable {
      builder.add("\(name).\(suffix)", shape: [channels], role: role, initializer: initializer)
    }
    weight = add("weight", .parameter(decays: false), .ones)
    bias = add("bias", .parameter(decays: false), .zeros)
    runningMean = add("running_mean", .state, .zeros)
    runningVariance = add("running_var", .state, .ones)
    self.momentum = momentum
    self.epsilon = epsilon
  }

  /// [..., channels] → the same shape.
  public func callAsFunction(_ input: Tensor, pass: Pass) -> Tensor {
    let (mean, variance) = (pass.value(of: runningMean), pass.value(of: runningVariance))
    let (weight, bias) = (pass.value(of: weight), pass.value(of: bias))
    guard pass.isTraining else {
      return input.batchNormalized(
        weight: weight, bias: bias, runningMean: mean, runningVariance: variance, epsilon: epsilon)
    }
    let result = input.batchNormalized(
      weight: weight, bias: bias, runningMean: mean, runningVariance: variance, momentum: momentum,
      epsilon: epsilon)
    pass.set(runningMean, to: result.runningMean)
    pass.set(runningVariance, to: result.runningVariance)
    return result.output
  }
}

/// Layer normalization of the last axis (PyTorch's `LayerNorm`): weight, bias.
public struct LayerNormalizationLayer: Sendable {
  private let weight: Variable
  private let bias: Variable
  private let epsilon: Float

  /// Of so many columns.
  public init(_ builder: ModelBuilder, _ name: String, columns: Int, epsilon: Float = 1e-5) {
    weight = builder.add(
      "\(name).weight", shape: [columns], role: .parameter(decays: false), initializer: .ones)
    bias = builder.add(
      "\(name).bias", shape: [columns], role: .parameter(decays: false), initializer: .zeros)
    self.epsilon = epsilon
  }

  /// [..., columns] → the same shape.
  public func callAsFunction(_ input: Tensor, pass: Pass) -> Tensor {
    input.layerNormalized(weight: pass.value(of: weight), bias: pass.value(of: bias), epsilon: epsilon)
  }
}
