/// Groups of packages for environments, in versions that are known to work together.
package enum PythonPackages: String, Sendable, CaseIterable, Codable {
  /// Gymnasium's own environments.
  case gymnasium
  /// The Arcade Learning Environment with its games, for Gymnasium.
  case atari
  /// DeepMind Control with MuJoCo.
  case dmc
  /// PettingZoo's classic games, some of which need more packages.
  case pettingzoo

  /// The packages' names for pip.
  var requirements: [String] {
    switch self {
    case .gymnasium: ["gymnasium==1.4.0", "numpy==2.4.6"]
    case .atari: Self.gymnasium.requirements + ["ale-py==0.12.1", "opencv-python-headless==5.0.0.93"]
    case .dmc: Self.gymnasium.requirements + ["dm-control==1.0.50", "mujoco==3.17.0"]
    case .pettingzoo:
      Self.gymnasium.requirements + ["pettingzoo==1.27.0", "pygame==2.6.1", "chess==1.11.2"]
    }
  }

  /// The modules of these packages that are imported.
  package var modules: [String] {
    switch self {
    case .gymnasium: ["gymnasium", "numpy"]
    case .atari: ["ale_py", "cv2", "numpy"]
    case .dmc: ["dm_control", "mujoco", "numpy"]
    case .pettingzoo: ["pettingzoo", "pygame", "chess", "numpy"]
    }
  }

  /// The size on the disk of an environment with these packages alone, in megabytes.
  package var megabytes: Int {
    switch self {
    case .gymnasium: 110
    case .atari: 280
    case .dmc: 530
    case .pettingzoo: 150
    }
  }
}
