"""Build hook: placeholder until the asset helper writes it."""
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
class AssetsHook(BuildHookInterface):
    PLUGIN_NAME = "custom"
    def initialize(self, version, build_data):
        pass
