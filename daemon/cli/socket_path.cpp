#include "cli/socket_path.hpp"

#include "adapters/yaml/config_file.hpp"
#include "adapters/yaml/config_problem.hpp"
#include "adapters/yaml/yaml_tree.hpp"
#include "core/settings.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace ecdsnap::cli {
namespace {

using adapters::Position;
using adapters::YamlNode;

core::Error refused(const std::filesystem::path& main_file, Position at, std::string path, std::string problem,
                    std::string hint) {
    core::Error error;
    error.kind = core::ErrorClass::bad_request;
    error.message = adapters::text({main_file.string(), at, std::move(path), std::move(problem), {}, {}, {}});
    error.message += "; " + (hint.empty() ? "" : std::move(hint) + "; ") + "--socket PATH does without this file";
    return error;
}

// nullptr: no such key. The later of two is as likely to be meant as the first.
core::Result<const YamlNode*> below(const std::filesystem::path& main_file, const YamlNode& mapping,
                                    std::string_view key) {
    const auto found = std::ranges::find(mapping.entries, key, &adapters::YamlEntry::key);
    if (found == mapping.entries.end()) return nullptr;
    const auto again =
        std::find_if(found + 1, mapping.entries.end(), [&](const auto& each) { return each.key == key; });
    if (again != mapping.entries.end())
        return refused(main_file, again->key_at, std::string(key), "stands here a second time", "keep one of them");
    return &found->value;
}

// What is written there, and of another kind than it has to be.
bool is_other(const YamlNode* node, YamlNode::Kind kind) {
    return node != nullptr && node->kind != kind && node->kind != YamlNode::Kind::null;
}

}  // namespace

core::Result<std::filesystem::path> socket_path_from(const std::filesystem::path& main_file) {
    const auto text = adapters::read_config_file(main_file);
    if (!text) {
        core::Error error;
        error.kind = core::ErrorClass::bad_request;
        error.message = main_file.string() + ": " + core::describe(text.error());
        return error;
    }
    const auto tree = adapters::read_yaml(*text);
    if (!tree.complete) {
        const auto& problem = tree.problems.back();
        return refused(main_file, problem.at, {}, problem.problem, problem.hint);
    }
    if (tree.root.kind != YamlNode::Kind::mapping)
        return refused(main_file, tree.root.at, {}, "this is no mapping of keys", {});
    const auto control = below(main_file, tree.root, "control");
    if (!control) return control.error();
    if (is_other(*control, YamlNode::Kind::mapping))
        return refused(main_file, (*control)->at, "control", "this is no mapping", "socket: PATH stands below it");
    if (*control == nullptr) return core::Settings{}.control_socket;
    const auto socket = below(main_file, **control, "socket");
    if (!socket) return socket.error();
    if (is_other(*socket, YamlNode::Kind::scalar))
        return refused(main_file, (*socket)->at, "control.socket", "this is no path", {});
    if (*socket == nullptr || (*socket)->text.empty()) return core::Settings{}.control_socket;
    return std::filesystem::absolute(main_file.parent_path() / (*socket)->text).lexically_normal();
}

}  // namespace ecdsnap::cli
