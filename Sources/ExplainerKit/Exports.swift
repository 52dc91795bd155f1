// What an author of a plugin needs comes with one import.
@_exported public import Diagnostics
@_exported public import Encodings
@_exported public import ExplainerCore
@_exported public import JSON
@_exported public import Tensors
