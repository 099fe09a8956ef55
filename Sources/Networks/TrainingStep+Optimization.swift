extension TrainingStep.Optimization {
  /// Stochastic gradient descent with momentum, as PyTorch's `SGD`: `weightDecay` · θ is added to the gradient.
  ///
  /// Gradients are scaled down to the global norm `maximumNorm`, where it is given.
  public static func descent(
    momentum: Float = 0.9, weightDecay: Float = 0, maximumNorm: Float? = nil
  ) -> Self {
    Self(.descent(momentum: momentum, weightDecay: weightDecay), maximumNorm: maximumNorm)
  }

  /// Adam (Kingma and Ba 2014), as PyTorch's `Adam`: `weightDecay` · θ is added to the gradient.
  ///
  /// Gradients are scaled down to the global norm `maximumNorm`, where it is given.
  public static func adam(
    beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0,
    maximumNorm: Float? = nil
  ) -> Self {
    Self(
      .adam(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, decoupled: false),
      maximumNorm: maximumNorm)
  }

  /// AdamW (Loshchilov and Hutter 2017): weights, but no biases nor parameters of normalization, shrink by learning rate ·
  /// `weightDecay`.
  ///
  /// Gradients are scaled down to the global norm `maximumNorm`, where it is given.
  public static func adamW(
    beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0.01,
    maximumNorm: Float? = nil
  ) -> Self {
    Self(
      .adam(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, decoupled: true),
      maximumNorm: maximumNorm, decaysWeightsOnly: true)
  }
}
