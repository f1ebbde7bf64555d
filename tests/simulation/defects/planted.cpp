#include "simulation/defects/planted.hpp"

namespace ecdsnap::tests {
namespace {

int chosen = 0;

}  // namespace

void plant(int number) {
    chosen = number;
}

bool planted(int number) {
    return chosen == number;
}

}  // namespace ecdsnap::tests
