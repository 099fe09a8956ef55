import Environments
import Settings
import Workers

/// The environment that a run's settings name.
extension PlaNetSettings {
  /// The environment, with actions scaled to numbers from −1 to 1. Throws if there is no environment of that
  /// name, or if its options do not suit it.
  ///
  /// - Parameter isObserved: whether images are drawn if the settings want them. Otherwise observations are
  ///   the task's own numbers.
  package func makeEnvironment(isObserved: Bool = true) throws -> any Environment<[Float]> {
    func withUnitActions<Base: Environment<[Float]>>(_ base: Base) -> any Environment<[Float]> {
      UnitActions(base)
    }
    if let task = try workerTask() {
      return withUnitActions(
        try WorkerCatalog.environment(task, actions: [Float].self)
          .limited(to: environment.episodeSteps, standard: WorkerTask.standardEpisodeSteps))
    }
    if let side = environment.image, side < 1 {
      throw SettingsError("environment.image is \(side), but must be at least 1")
    }
    guard [1, 3].contains(environment.channels) else {
      throw SettingsError("environment.channels is \(environment.channels), but must be 1 or 3")
    }
    let image = environment.image.map {
      ImageSize(height: $0, width: $0, channels: environment.channels)
    }
    return withUnitActions(
      try EnvironmentCatalog.continuous(
        environment.name,
        options: EnvironmentOptions(
          actionRepeat: environment.actionRepeat, episodeSteps: environment.episodeSteps,
          image: isObserved ? image : nil)))
  }

  /// The task of the workers that step the environment; nil if the environment is not in Python. Throws if
  /// there is no environment of that name, or if its options do not suit it.
  package func workerTask() throws -> WorkerTask? {
    let source = WorkerTask.parts(of: environment.name)?.source
    var arguments = environment.make
    if let image = environment.image, let source {
      guard source == .dmc, environment.channels == 3 else {
        let fault =
          source == .dmc
          ? "environment.channels is \(environment.channels), but \(environment.name) is seen in colour: set it to 3"
          : "environment.image is \(image), but \(environment.name) is observed as it is: set it to null"
        throw SettingsError(fault)
      }
      arguments = arguments ?? [:]
      arguments!.values["image"] = .whole(image)
    }
    return try WorkerTask.named(
      environment.name, module: environment.module, arguments: arguments,
      actionRepeat: environment.actionRepeat,
      environments: max(collection.environments, collection.seedEpisodes), workers: environment.workers,
      stepSeconds: environment.stepSeconds)
  }

  /// The environment's specification, as exactly as sizes and estimates of memory need it. For pictures of the paper's tasks
  /// of DeepMind Control it is made without asking a worker. Throws as `makeEnvironment`.
  package func estimatedSpecification() throws -> EnvironmentSpecification {
    guard let side = environment.image, let task = try workerTask(), task.source == .dmc,
      let dimensions = Self.controlActions[task.name]
    else { return try makeEnvironment().specification }
    let bounds = [Float](repeating: 1, count: dimensions)
    let longest = (Self.controlSteps + environment.actionRepeat - 1) / environment.actionRepeat
    return EnvironmentSpecification(
      name: environment.name,
      observations: .init(shape: [side, side, environment.channels], element: .uint8),
      actions: .continuous(low: bounds.map(-), high: bounds),
      longestEpisode: min(longest, environment.episodeSteps ?? longest))
  }

  /// The number of dimensions of an action in the paper's tasks of DeepMind Control.
  private static let controlActions = [
    "cartpole-swingup": 1, "reacher-easy": 2, "cheetah-run": 6, "finger-spin": 2, "ball_in_cup-catch": 2,
    "walker-walk": 6,
  ]
  /// The number of steps of an episode in these tasks.
  private static let controlSteps = 1000
}
