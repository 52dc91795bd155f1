/// The kinds of failure, numbered as on the plugin boundary (`xpl_status`): 0x1_ the caller's fault, 0x2_ resources,
/// 0x3_ compatibility, 0x4_ faults of plugins or of the program.
public struct ErrorCode: RawRepresentable, Sendable, Hashable {
  /// The number, equal to the `xpl_status` of the same meaning.
  public let rawValue: Int32

  /// Wraps a status number, known or not.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The user interrupted the work.
  public static let cancelled = ErrorCode(rawValue: 0x01)
  /// A command line, parameter or option is wrong.
  public static let badParameter = ErrorCode(rawValue: 0x10)
  /// A model, file or name that was asked for does not exist.
  public static let notFound = ErrorCode(rawValue: 0x11)
  /// A tensor has another shape than its reader needs.
  public static let badShape = ErrorCode(rawValue: 0x12)
  /// A text cannot be used (empty, too long, not UTF-8).
  public static let badText = ErrorCode(rawValue: 0x13)
  /// A file's content is malformed or contradicts itself.
  public static let badData = ErrorCode(rawValue: 0x14)
  /// Memory ran out.
  public static let outOfMemory = ErrorCode(rawValue: 0x20)
  /// Reading or writing failed.
  public static let inputOutput = ErrorCode(rawValue: 0x21)
  /// A limit set by the user (time, memory) was reached.
  public static let limitReached = ErrorCode(rawValue: 0x22)
  /// The model, plugin or file asks for something this program does not do.
  public static let unsupported = ErrorCode(rawValue: 0x30)
  /// A plugin was built for another version of the boundary.
  public static let incompatiblePlugin = ErrorCode(rawValue: 0x31)
  /// A plugin cannot be loaded: missing, refused, not a plugin.
  public static let pluginUnavailable = ErrorCode(rawValue: 0x32)
  /// A fault of the program or of a plugin.
  public static let internalFault = ErrorCode(rawValue: 0x40)
  /// A plugin crashed, exited or wrote rubbish.
  public static let pluginFault = ErrorCode(rawValue: 0x41)

  /// The process exit code documented for this kind: 64 usage, 65 bad data, 66 missing input, 69 plugin unavailable,
  /// 70 fault, 74 input/output, 75 limit reached, 130 interrupted.
  public var exitCode: Int32 {
    switch self {
    case .cancelled: 130
    case .badParameter: 64
    case .badShape, .badText, .badData, .unsupported: 65
    case .notFound: 66
    case .incompatiblePlugin, .pluginUnavailable: 69
    case .inputOutput: 74
    case .outOfMemory, .limitReached: 75
    default: 70
    }
  }
}
