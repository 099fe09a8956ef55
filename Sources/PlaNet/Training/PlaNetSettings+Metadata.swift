import Common

extension PlaNetSettings {
  /// What a checkpoint's file says beside its tensors, so that another program needs nothing else to use them: values are
  /// text or JSON.
  func checkpointMetadata(
    _ configuration: PlaNetConfiguration, environmentSteps: Int
  ) throws -> [String: String] {
    [
      "agent": agent.rawValue, "environment_steps": "\(environmentSteps)",
      "environment": try JSONText.of(environment), "architecture": try JSONText.of(configuration),
      "preprocessing": try JSONText.of(
        Preprocessing(
          observation: configuration.observation.shape, bits: environment.image == nil ? nil : learner.bits)),
      "planner": try JSONText.of(planner),
    ]
  }

  /// How an observation becomes the model's input.
  private struct Preprocessing: Encodable {
    /// [size], or [height, width, channels].
    let observation: [Int]
    /// Of pixels from 0 to 255: with b bits the model sees ⌊x / 2^(8 − b)⌋ / 2^b − ½, to which uniform noise of one level's
    /// width is added; null for numbers, which are taken as they are.
    let bits: Int?
  }
}
