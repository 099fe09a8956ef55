/// Packages that environments need, in versions that are known to work together.
package enum PythonPackages: String, Sendable, CaseIterable, Codable {
  /// Gymnasium's own environments.
  case gymnasium
  /// The Arcade Learning Environment with its games, for Gymnasium.
  case atari
  /// DeepMind Control with MuJoCo.
  case dmc
  /// PettingZoo's classic games, of which some need more.
  case pettingzoo

  /// As pip names them.
  var requirements: [String] {
    switch self {
    case .gymnasium: ["gymnasium==1.4.0", "numpy==2.4.6"]
    case .atari: Self.gymnasium.requirements + ["ale-py==0.12.1", "opencv-python-headless==5.0.0.93"]
    case .dmc: Self.gymnasium.requirements + ["dm-control==1.0.50", "mujoco==3.17.0"]
    case .pettingzoo:
      Self.gymnasium.requirements + ["pettingzoo==1.27.0", "pygame==2.6.1", "chess==1.11.2"]
    }
  }

  /// The modules that are imported of them.
  package var modules: [String] {
    switch self {
    case .gymnasium: ["gymnasium", "numpy"]
    case .atari: ["ale_py", "cv2", "numpy"]
    case .dmc: ["dm_control", "mujoco", "numpy"]
    case .pettingzoo: ["pettingzoo", "pygame", "chess", "numpy"]
    }
  }

  /// What an environment with these packages alone takes on the disk, in megabytes.
  package var megabytes: Int {
    switch self {
    case .gymnasium: 110
    case .atari: 280
    case .dmc: 530
    case .pettingzoo: 150
    }
  }
}
