/* Loaded before everything else (LD_PRELOAD), this lets a Vulkan device have no memory for more than a megabyte at a
 * time: what a graphics card says that other programs have filled. For tests; built with cc -shared -fPIC. */
#include <dlfcn.h>
#include <string.h>
#include <vulkan/vulkan.h>

enum { MOST = 1 << 20 };

static PFN_vkAllocateMemory allocate;

static void *loader(const char *name) {
    static void *library;
    if (!library) library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
    return dlsym(library, name);
}

static VkResult full(VkDevice device, const VkMemoryAllocateInfo *wanted, const VkAllocationCallbacks *with,
                     VkDeviceMemory *memory) {
    if (wanted->allocationSize > MOST) return VK_ERROR_OUT_OF_DEVICE_MEMORY;
    return allocate(device, wanted, with, memory);
}

static PFN_vkVoidFunction instead_of(PFN_vkVoidFunction found, const char *name) {
    if (strcmp(name, "vkAllocateMemory") != 0) return found;
    allocate = (PFN_vkAllocateMemory)found;
    return (PFN_vkVoidFunction)full;
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL vkGetDeviceProcAddr(VkDevice device, const char *name) {
    return instead_of(((PFN_vkGetDeviceProcAddr)loader("vkGetDeviceProcAddr"))(device, name), name);
}

VKAPI_ATTR PFN_vkVoidFunction VKAPI_CALL vkGetInstanceProcAddr(VkInstance instance, const char *name) {
    if (strcmp(name, "vkGetDeviceProcAddr") == 0) return (PFN_vkVoidFunction)vkGetDeviceProcAddr;
    return instead_of(((PFN_vkGetInstanceProcAddr)loader("vkGetInstanceProcAddr"))(instance, name), name);
}
