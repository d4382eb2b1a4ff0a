/**
 * The argument structs of the C API that are used here, field by field from `pjrt_c_api.h` (API 0.81). A
 * plugin that knows fewer fields ignores the rest; one that knows more finds zeros.
 */
import { layout } from './layout.js';

export const ErrorArgs = layout('PJRT_Error_Destroy_Args', ['error']);
export const ErrorMessageArgs = layout('PJRT_Error_Message_Args', [
  'error',
  'message',
  'message_size',
]);
export const ErrorGetCodeArgs = layout('PJRT_Error_GetCode_Args', ['error', 'code'], 4);

export const PluginInitializeArgs = layout('PJRT_Plugin_Initialize_Args', []);

/** `PJRT_Event_Await_Args`, `PJRT_Event_Error_Args` and `PJRT_Event_Destroy_Args` are the same. */
export const EventArgs = layout('PJRT_Event_Await_Args', ['event']);
export const EventIsReadyArgs = layout('PJRT_Event_IsReady_Args', ['event', 'is_ready'], 1);

export const ClientCreateArgs = layout('PJRT_Client_Create_Args', [
  'create_options',
  'num_options',
  'kv_get_callback',
  'kv_get_user_arg',
  'kv_put_callback',
  'kv_put_user_arg',
  'client',
  'kv_try_get_callback',
  'kv_try_get_user_arg',
]);
export const ClientArgs = layout('PJRT_Client_Destroy_Args', ['client']);
/** `PJRT_Client_PlatformName_Args` and `PJRT_Client_PlatformVersion_Args` are the same. */
export const ClientTextArgs = layout('PJRT_Client_PlatformName_Args', ['client', 'text', 'size']);
export const ClientDevicesArgs = layout('PJRT_Client_AddressableDevices_Args', [
  'client',
  'devices',
  'num_devices',
]);
export const DeviceGetDescriptionArgs = layout('PJRT_Device_GetDescription_Args', [
  'device',
  'device_description',
]);
export const DeviceIdArgs = layout('PJRT_DeviceDescription_Id_Args', ['description', 'id'], 4);
/** `PJRT_DeviceDescription_Kind_Args` and `PJRT_DeviceDescription_ToString_Args` are the same. */
export const DeviceTextArgs = layout('PJRT_DeviceDescription_Kind_Args', [
  'description',
  'text',
  'size',
]);

export const Program = layout('PJRT_Program', ['code', 'code_size', 'format', 'format_size']);
export const ClientCompileArgs = layout('PJRT_Client_Compile_Args', [
  'client',
  'program',
  'compile_options',
  'compile_options_size',
  'executable',
]);

export const LoadedExecutableArgs = layout('PJRT_LoadedExecutable_Destroy_Args', ['executable']);
export const GetExecutableArgs = layout('PJRT_LoadedExecutable_GetExecutable_Args', [
  'loaded_executable',
  'executable',
]);
export const ExecutableArgs = layout('PJRT_Executable_Destroy_Args', ['executable']);
export const ExecutableNameArgs = layout('PJRT_Executable_Name_Args', [
  'executable',
  'text',
  'size',
]);
export const NumOutputsArgs = layout('PJRT_Executable_NumOutputs_Args', [
  'executable',
  'num_outputs',
]);
export const OutputElementTypesArgs = layout('PJRT_Executable_OutputElementTypes_Args', [
  'executable',
  'output_types',
  'num_output_types',
]);
export const OutputDimensionsArgs = layout('PJRT_Executable_OutputDimensions_Args', [
  'executable',
  'num_outputs',
  'dims',
  'dim_sizes',
]);
export const SerializeArgs = layout('PJRT_Executable_Serialize_Args', [
  'executable',
  'serialized_bytes',
  'serialized_bytes_size',
  'serialized_executable',
  'serialized_executable_deleter',
]);
export const DeserializeArgs = layout('PJRT_Executable_DeserializeAndLoad_Args', [
  'client',
  'serialized_executable',
  'serialized_executable_size',
  'loaded_executable',
  'overridden_serialized_compile_options',
  'overridden_serialized_compile_options_size',
]);

export const ExecuteOptions = layout('PJRT_ExecuteOptions', [
  'send_callbacks',
  'recv_callbacks',
  'num_send_ops',
  'num_recv_ops',
  'launch_id',
  'non_donatable_input_indices',
  'num_non_donatable_input_indices',
  'context',
  'call_location',
  'num_tasks',
  'task_ids',
  'incarnation_ids',
]);
export const ExecuteArgs = layout('PJRT_LoadedExecutable_Execute_Args', [
  'executable',
  'options',
  'argument_lists',
  'num_devices',
  'num_args',
  'output_lists',
  'device_complete_events',
  'execute_device',
]);

export const BufferFromHostArgs = layout('PJRT_Client_BufferFromHostBuffer_Args', [
  'client',
  'data',
  'type',
  'dims',
  'num_dims',
  'byte_strides',
  'num_byte_strides',
  'host_buffer_semantics',
  'device',
  'memory',
  'device_layout',
  'done_with_host_buffer',
  'buffer',
]);
export const BufferArgs = layout('PJRT_Buffer_Destroy_Args', ['buffer']);
export const BufferIsDeletedArgs = layout(
  'PJRT_Buffer_IsDeleted_Args',
  ['buffer', 'is_deleted'],
  1,
);
export const BufferIsOnCpuArgs = layout('PJRT_Buffer_IsOnCpu_Args', ['buffer', 'is_on_cpu'], 1);
export const BufferCopyToDeviceArgs = layout('PJRT_Buffer_CopyToDevice_Args', [
  'buffer',
  'dst_device',
  'dst_buffer',
]);
export const BufferPointerArgs = layout('PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args', [
  'buffer',
  'device_memory_ptr',
]);
export const BufferReadyEventArgs = layout('PJRT_Buffer_ReadyEvent_Args', ['buffer', 'event']);
export const BufferToHostArgs = layout('PJRT_Buffer_ToHostBuffer_Args', [
  'src',
  'host_layout',
  'dst',
  'dst_size',
  'event',
]);
