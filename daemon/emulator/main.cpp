#include "emulator/program.hpp"

int main(int argc, char** argv) {
    return ecdsnap::emulator::run_program(argc, argv);
}
