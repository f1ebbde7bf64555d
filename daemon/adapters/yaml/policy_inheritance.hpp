// Templates and defaults of all files, and what each policy inherits from them. From the weakest to the strongest: the
// program's defaults, `defaults` of included files, the file's own `defaults`, templates from the root of their chain
// on, the policy itself.
#pragma once

#include "adapters/yaml/policy_draft.hpp"
#include "adapters/yaml/policy_files.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

struct InheritedPolicy {
    YamlNode tree;                       // the policy's keys with all that it inherits
    std::vector<std::string> templates;  // the nearest first
    bool whole = true;                   // false: a template is missing, which is reported
};

class Inheritance {
public:
    // Every file's own before anything is asked for. Keys that are not inherited are refused and left out.
    void add_defaults(const PolicyFile& file, const YamlValue& defaults);
    void add_templates(const YamlValue& templates);

    // Templates of templates that are not there or that inherit from themselves.
    void check_chains() const;

    // Calls `check` with each template and each `defaults`, and the keys that it may have.
    void for_each(const std::function<void(const YamlValue&, const KeyTable<PolicyDraft>&)>& check) const;

    InheritedPolicy inherited_by(const YamlValue& policy, const PolicyFile& file) const;

private:
    struct Layer {
        YamlNode node;  // without what is refused
        FileReport* report = nullptr;
        std::shared_ptr<const YamlOrigin> origin;
    };
    Layer layer_of(const YamlValue& value, const std::string& template_name) const;
    YamlNode defaults_of(const PolicyFile& file) const;
    void check_chain(const std::string& name, const Layer& start) const;
    void refuse_unknown(const YamlValue& holder) const;

    std::map<std::string, Layer, std::less<>> templates_;
    std::map<const PolicyFile*, Layer> defaults_;
};

}  // namespace ecdsnap::adapters
