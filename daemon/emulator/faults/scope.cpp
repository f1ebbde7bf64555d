#include "emulator/faults/scope.hpp"

namespace ecdsnap::emulator {

bool Scope::covers(const Action& other) const {
    switch (kind) {
        case Kind::all: return true;
        case Kind::reads: return other.reads;
        case Kind::one_action: return other.name == action;
    }
    return false;
}

Parsed<Scope> take_scope(std::string_view& text) {
    Scope scope;
    const auto colon = text.substr(0, text.find('=')).find(':');  // a colon after the equals sign is no prefix
    if (colon == std::string_view::npos) return scope;
    const auto prefix = text.substr(0, colon);
    text.remove_prefix(colon + 1);
    if (prefix == "all") {
        scope.kind = Scope::Kind::all;
    } else if (prefix == "reads") {
        scope.kind = Scope::Kind::reads;
    } else if (find_action(prefix) != nullptr) {
        scope.action = prefix;
    } else {
        return Problem{"\"" + std::string(prefix) + "\" is neither all, reads nor an action of this server"};
    }
    return scope;
}

}  // namespace ecdsnap::emulator
