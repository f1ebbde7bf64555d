// Wires the program together: command line, state, listeners.
#pragma once

namespace ecdsnap::emulator {

/// The whole of ecd-emulator; returns its exit code.
int run_program(int argc, const char* const* argv);

}  // namespace ecdsnap::emulator
